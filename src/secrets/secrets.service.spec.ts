import { FACET_NAMES, facetOf } from '../facets/facets.js';
import type { SpecValues } from '../facets/facet.js';
import { givenValues } from '../facets/item-values.js';
import { Keyring } from './keyring.js';
import { type Owner, Secrets } from './secrets.service.js';

const keyring = new Keyring([Buffer.alloc(32, 1)]);
const secrets = new Secrets(keyring);
const facet = facetOf('env_vars');
const DB: Owner = { kind: 'instance', id: 7 };
const COPY: Owner = { kind: 'instance', id: 8 };
const PLACE = JSON.stringify(['env_vars', 'instance', 7, 'PASSWORD']);

const plain = (value: string | null): SpecValues => givenValues(facet, { key: 'PASSWORD', value, is_secret: false });
const sealed = (value: string): SpecValues => ({
  ...{ key: 'PASSWORD', value: null, is_secret: true },
  ...keyring.seal(value, PLACE),
});
const empty: SpecValues = { ...plain(null), is_secret: true };

function write(given: object, now?: SpecValues): SpecValues {
  const item = givenValues(facet, { key: 'PASSWORD', ...given });
  return secrets.seal({ facet, owner: DB, current: () => now, pointer: '/env_vars/0' }, item);
}

/** What is stored: plain, or sealed with what is in it. */
function told(row: SpecValues): string {
  const text = typeof row.sealed_value === 'string' ? `sealed ${secrets.reveal(facet, DB, row)}` : `plain ${row.value}`;
  return row.is_secret === true ? `secret ${text}` : text;
}

describe('given, as it is now → stored', () => {
  it.each<[object, SpecValues | undefined, string]>([
    [{ value: 'a', is_secret: true }, undefined, 'secret sealed a'],
    [{ value: 'a', is_secret: false }, undefined, 'plain a'],
    [{ value: 'a' }, undefined, 'plain a'],
    [{ value: '', is_secret: true }, undefined, 'secret sealed '],
    [{ value: null, is_secret: true }, undefined, 'secret plain null'],
    [{ is_secret: true }, sealed('old'), 'secret sealed old'],
    [{}, sealed('old'), 'secret sealed old'],
    [{ is_secret: true }, plain('old'), 'secret sealed old'],
    [{}, plain('old'), 'plain null'],
    [{}, empty, 'secret plain null'],
    [{ is_secret: true }, undefined, 'secret plain null'],
    [{}, undefined, 'plain null'],
    [{ value: null }, sealed('old'), 'secret plain null'],
    [{ value: 'a' }, sealed('old'), 'secret sealed a'],
    [{ value: 'a' }, plain('old'), 'plain a'],
    [{ value: 'a', is_secret: false }, sealed('old'), 'plain a'],
    [{ value: 'a', is_secret: true }, plain('old'), 'secret sealed a'],
    [{ value: '***', is_secret: true }, sealed('old'), 'secret sealed old'],
    [{ value: '***' }, sealed('old'), 'secret sealed old'],
    [{ value: '***' }, plain('old'), 'plain old'],
    [{ value: '***', is_secret: true }, plain('old'), 'secret sealed old'],
    [{ value: '***', is_secret: false }, plain('old'), 'plain old'],
  ])('%j over %j is %s', (given, now, expected) => {
    expect(told(write(given, now))).toBe(expected);
  });

  it.each<[object, SpecValues | undefined, string]>([
    [{ value: '***', is_secret: true }, undefined, 'there is nothing of the env var "PASSWORD" to keep'],
    [{ value: '***' }, undefined, 'there is nothing of the env var "PASSWORD" to keep'],
    [{ value: '***' }, empty, 'there is nothing of the env var "PASSWORD" to keep'],
    [{ value: '***', is_secret: false }, sealed('old'), 'would make it plain'],
    [{ is_secret: false }, sealed('old'), 'would make it plain'],
  ])('%j over %j is refused: %s', (given, now, reason) => {
    expect(() => write(given, now)).toThrow(reason);
    expect(() => write(given, now)).toThrow('/env_vars/0/value is *** or left out, which keeps a value, but');
  });

  it('the same value again keeps its sealed form; another one, or an old key, does not', () => {
    const now = sealed('old');
    expect(write({ value: 'old', is_secret: true }, now)).toEqual(now);
    expect(write({ value: 'new', is_secret: true }, now).sealed_value).not.toBe(now.sealed_value);
    const later = new Secrets(new Keyring([Buffer.alloc(32, 2), Buffer.alloc(32, 1)]));
    const item = givenValues(facet, { key: 'PASSWORD', value: 'old', is_secret: true });
    const again = later.seal({ facet, owner: DB, current: () => now, pointer: '' }, item);
    expect(again.sealed_value).not.toBe(now.sealed_value);
  });

  it('a sealed form or a fingerprint is never anybody’s to give', () => {
    const forged = { value: null, is_secret: true, sealed_value: sealed('x').sealed_value, fingerprint: 'f' };
    expect(write(forged)).toEqual(empty);
  });
});

it('a damaged form is sealed anew by the same value', () => {
  const now = { ...sealed('old'), sealed_value: `${String(sealed('old').sealed_value).slice(0, -4)}AAAA` };
  expect(told(write({ value: 'old', is_secret: true }, now))).toBe('secret sealed old');
});

it('moves under the present key, with its fingerprint', () => {
  const later = new Keyring([Buffer.alloc(32, 2), Buffer.alloc(32, 1)]);
  const moved = new Secrets(later).move(facet, DB, COPY, sealed('old'));
  expect(moved).toMatchObject({ fingerprint: later.fingerprint('old'), key_id: later.key_ids[0] });
});

it('moves to another owner, where it opens and elsewhere not', () => {
  const moved = secrets.move(facet, DB, COPY, sealed('old'));
  expect(secrets.reveal(facet, COPY, moved)).toBe('old');
  expect(() => secrets.reveal(facet, DB, moved)).toThrow('belongs elsewhere');
  expect(secrets.move(facet, DB, COPY, plain('x'))).toEqual(plain('x'));
});

it('masks what is given like what is stored, so that the two can be compared', () => {
  const shown = { key: 'PASSWORD', value: '***', is_secret: true, fingerprint: keyring.fingerprint('old') };
  expect(secrets.mask(facet, sealed('old'))).toEqual(shown);
  expect(secrets.mask(facet, givenValues(facet, { key: 'PASSWORD', value: 'old', is_secret: true }))).toEqual(shown);
  expect(secrets.mask(facet, plain('x'))).toEqual({ key: 'PASSWORD', value: 'x', is_secret: false, fingerprint: null });
  expect(secrets.mask(facet, empty)).toEqual({ key: 'PASSWORD', value: null, is_secret: true, fingerprint: null });
});

it('without keys plain items pass, and a secret is refused with what is missing', () => {
  const keyless = new Secrets();
  const written = { facet, owner: DB, current: () => undefined, pointer: '' };
  expect(keyless.seal(written, plain('x'))).toEqual(plain('x'));
  expect(() => keyless.seal(written, { ...plain('x'), is_secret: true })).toThrow('SecretsModule.with(keyring)');
});

it('facets without secrets pass as they are', () => {
  for (const name of FACET_NAMES.filter((other) => !facetOf(other).sealing)) {
    const item = { any: 'thing', value: '***', is_secret: true };
    const written = { facet: facetOf(name), owner: DB, current: () => undefined, pointer: '' };
    expect(secrets.seal(written, item)).toBe(item);
  }
});
