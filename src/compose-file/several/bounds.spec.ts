import { InvalidInput } from '../../common/errors.js';
import { finish } from '../../common/in-steps.js';
import { readSet } from './read-set.js';

/** What a hostile set of files comes to: a refusal that says why, and soon. */

const LIMIT = { key: 'services', max: 1000, reason: 'must name at most 1000 services' };

function refusal(texts: Record<string, string>): string {
  const files = Object.entries(texts).map(([name, text], index) => ({ name, text, field: `/files/${index}/content` }));
  try {
    finish(readSet({ files, known: new Map(), limit: LIMIT }));
  } catch (error) {
    if (error instanceof InvalidInput) return error.message;
    throw error;
  }
  return '';
}

const named = (count: number, text: (n: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}.yaml`, text(n)]));

it('all files together have no more elements than one may have', () => {
  const service = `{labels: {${Array.from({ length: 3000 }, (_, n) => `l${n}: 1`).join(', ')}}}`;
  expect(refusal(named(40, (n) => `services: {s${n}: ${service}}`))).toMatch(
    /^\/files\/\d+\/content must have at most 150000 YAML elements/,
  );
});

it('aliases of many files together make no more values than one file may hold', () => {
  const keys = Array.from({ length: 100 }, (_, n) => `k${n}: 1`).join(', ');
  const uses = Array.from({ length: 100 }, (_, n) => `x-${n}: {<<: *a}\n`).join('');
  const bomb = `x-a: &a {${keys}}\n${uses}`;
  expect(refusal(named(60, (n) => `${bomb}services: {s${n}: {image: x}}`))).toMatch(/must hold at most 100000 values/);
});

it('an include that doubles at every step ends early', () => {
  const texts = named(30, (n) => `include: [f${n + 1}.yaml, f${n + 1}.yaml]`);
  expect(refusal({ ...texts, 'f30.yaml': 'services: {a: {image: x}}' })).toMatch(
    /is one of more than 100 that are included in all/,
  );
});

it('a service that grows along extends ends early', () => {
  const list = (n: number) => Array.from({ length: 90 }, (_, m) => `"${n}-${m}"`).join(',');
  const texts = named(90, (n) => {
    const own = Array.from({ length: 20 }, (_, m) => {
      const base = m > 0 ? `s${m - 1}` : `{file: f${n + 1}.yaml, service: s19}`;
      return `s${m}: {extends: ${base}, cap_add: [${n < 15 ? list(n * 20 + m) : ''}]}`;
    });
    return `services: {${n === 89 ? 's19: {image: x}' : own.join(', ')}}`;
  });
  expect(refusal(texts)).toMatch(/must hold at most 100000 values|follows more than 1000 others/);
});

it('defaults within defaults are followed only so deep', () => {
  const text = `${'${A:-'.repeat(100_000)}x${'}'.repeat(100_000)}`;
  const texts = { 'a.yaml': `include: [{path: b.yaml, env_file: b.env}]`, 'b.env': 'B=1' };
  expect(refusal({ ...texts, 'b.yaml': `services: {a: {image: "${text}"}}` })).toBe('');
  expect(refusal({ 'a.yaml': `include: ["${text}"]` })).toContain('has a variable that is not known');
});
