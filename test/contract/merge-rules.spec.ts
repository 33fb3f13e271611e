import { readFileSync } from 'node:fs';
import type { Facet, SpecValues } from '../../src/facets/facet.js';
import { FACETS } from '../../src/facets/facets.js';
import { givenValues } from '../../src/facets/item-values.js';
import { merge } from '../../src/facets/merge.js';
import { Keyring } from '../../src/secrets/keyring.js';
import { type Owner, Secrets } from '../../src/secrets/secrets.service.js';

/** The tables of docs/merge-rules.md, row by row. */
const text = readFileSync('docs/merge-rules.md', 'utf8');

interface Notation {
  facet: Facet;
  /** The item that a cell's text means; a removal names only the key. */
  read: (item: string) => object;
  print: (value: object) => string;
}

const port = (host_port: number, container_port: number) => ({
  ...{ host_ip: '127.0.0.1', protocol: 'tcp' },
  ...{ host_port, container_port },
});
const part = (value: object, name: string) => String(Reflect.get(value, name));

const NOTATIONS: Record<string, Notation> = {
  Ports: {
    facet: FACETS.ports,
    read: (item) => {
      const [host, container] = item.split('→').map(Number);
      return port(host ?? 0, container ?? host ?? 0);
    },
    print: (value) => `${part(value, 'host_port')}→${part(value, 'container_port')}`,
  },
  Labels: {
    facet: FACETS.labels,
    read: (item) => ({ key: item.split('=')[0], value: item.split('=')[1] ?? '' }),
    print: (value) => `${part(value, 'key')}=${part(value, 'value')}`,
  },
  'Env vars': {
    facet: FACETS.env_vars,
    read: (item) => ({ key: item.split('=')[0], value: item.split('=')[1] ?? null }),
    print: (value) => `${part(value, 'key')}=${part(value, 'value')}`,
  },
  Healthcheck: { facet: FACETS.healthcheck, read: (test) => ({ test }), print: (value) => part(value, 'test') },
};

function rowsOf(section: string): string[][] {
  const body = text.split(`## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = body.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const items = (cell: string) =>
  cell
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

describe.each(Object.entries(NOTATIONS))('%s', (section, { facet, read, print }) => {
  const rows = rowsOf(section);

  it('has rows', () => expect(rows.length).toBeGreaterThan(3));

  it.each(rows)('%s | %s | %s', (template, overrides, effective) => {
    const given = items(overrides).map((item) => ({
      value: read(item.replace(/ ?removed$/, '')),
      removed: item.endsWith('removed'),
    }));
    const merged = merge(facet, items(template).map(read), given).items;
    expect(merged.map(({ value, source }) => `${print(value)} (${source})`)).toEqual(items(effective));
  });
});

describe('Secrets', () => {
  const facet: Facet = FACETS.env_vars;
  const owner: Owner = { kind: 'instance', id: 1 };
  const secrets = new Secrets(new Keyring([Buffer.alloc(32, 1)]));
  const write = (item: object, now?: SpecValues) =>
    secrets.seal({ facet, owner, current: () => now, pointer: '' }, givenValues(facet, { key: 'A', ...item }));
  const told = (row: ReturnType<typeof write>) =>
    `${row.is_secret === true ? 'secret' : 'plain'} ${secrets.reveal(facet, owner, row) ?? row.value}`;

  it.each(rowsOf('Secrets'))('%s | %s | %s', (given, now, stored) => {
    const [value = '', flag] = given.split(' ');
    const said = value === 'nothing' ? {} : { value: value === 'null' ? null : value };
    const item = { ...said, ...(flag !== undefined && { is_secret: flag === 'true' }) };
    const [kind, text] = now.split(' ');
    const before = text === undefined ? undefined : write({ value: text, is_secret: kind === 'secret' });
    if (stored === '422') expect(() => write(item, before)).toThrow(/which keeps a value, but/);
    else expect(told(write(item, before))).toBe(stored);
  });
});
