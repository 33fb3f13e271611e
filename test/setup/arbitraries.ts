import fc from 'fast-check';
import { parse } from '../../src/common/parse.js';
import type { SpecValues } from '../../src/facets/facet.js';
import { givenValues } from '../../src/facets/item-values.js';
import { type FacetMap, type FacetName, facetOf, perFacet } from '../../src/facets/facets.js';
import type { Override } from '../../src/facets/merge.js';
import { MASK } from '../../src/facets/sealing.js';
import { malformedIn } from '../../src/references/text.js';
import { Keyring } from '../../src/secrets/keyring.js';
import { Secrets } from '../../src/secrets/secrets.service.js';
import { SECRET_KEY } from './secret-key.js';

/** Templates and overrides drawn at random: few keys and values, so that equal, changed and missing items all happen. */

const characters = fc.constantFrom(
  'a',
  '0',
  ' ',
  "'",
  '"',
  '\\',
  '\n',
  '\r',
  '$',
  '{',
  '=',
  '\u007f',
  '\u2028',
  'ä',
  '\u{1d49c}',
);
/** What begins a reference has to be one: properties of references have texts of their own. */
const text = fc
  .oneof(fc.constantFrom('', '1', '2'), fc.string({ unit: characters, maxLength: 5 }))
  .filter((value) => malformedIn(value) === undefined);
const envValue = text.filter((value) => value !== MASK);
const seconds = fc.integer({ min: 1, max: 3 });
const paths = fc.constantFrom('/a', '/a/', '/a//b', '/a/b', '/a/./c', '/B', '/ä', '/__proto__');
const tests = fc.constantFrom('true', 'curl -f "a b"', '["CMD","true"]', '["NONE"]');

const volumeOptions = fc.constantFrom(
  {},
  { selinux: 'z', propagation: 'rshared' },
  { propagation: 'rshared', selinux: 'z' },
  { nocopy: true, driver_opts: { type: 'nfs', o: 'addr=10.0.0.1' } },
  { driver_opts: { o: 'addr=10.0.0.1', type: 'nfs' }, nocopy: true },
  { size: 65_536, mode: '1777' },
);

/** Equal ones are spelt in several ways, as the order of keys says nothing. */
const optionValue = fc.constantFrom<unknown>(
  ...['', '1', 1, 0.5, true, false, [], {}, ['a', { b: 1 }]],
  ...[
    { a: 1, b: { c: [], d: null } },
    { b: { d: null, c: [] }, a: 1 },
  ],
);

/** One item as a person may write it: in any spelling, with what has a default left out at times. */
const ITEMS: FacetMap<fc.Arbitrary<object>> = {
  ports: fc.record(
    {
      host_ip: fc.constantFrom('127.0.0.1', '0.0.0.0', '::1', '0:0:0:0:0:0:0:1', null),
      host_port: fc.option(fc.integer({ min: 1, max: 5 })),
      container_port: fc.integer({ min: 1, max: 3 }),
      protocol: fc.constantFrom('tcp', 'tcp', 'udp'),
      publish_mode: fc.constantFrom('ingress', 'host'),
    },
    { requiredKeys: ['container_port'] },
  ),
  volumes: fc.record(
    {
      volume_type: fc.constantFrom('bind', 'named', 'tmpfs'),
      source: text,
      target: paths,
      read_only: fc.boolean(),
      is_external: fc.boolean(),
      options: volumeOptions,
    },
    { requiredKeys: ['target'] },
  ),
  env_vars: fc.record({
    key: fc.constantFrom('A', 'B', 'a', 'ä', '__proto__', 'constructor'),
    value: fc.option(envValue, { freq: 8 }),
    is_secret: fc.boolean(),
  }),
  labels: fc.record(
    { key: fc.constantFrom('a', 'B', 'a.b', 'ä', '\u{1d49c}', '\uff21', '__proto__'), value: text },
    { requiredKeys: ['key'] },
  ),
  domains: fc.record(
    {
      domain: fc.constantFrom('a.test', 'A.TEST', '*.a.test', 'b', 'c_d.test'),
      proxy_port: fc.option(fc.integer({ min: 1, max: 2 })),
    },
    { requiredKeys: ['domain'] },
  ),
  healthcheck: fc.record(
    {
      test: tests,
      interval_seconds: seconds,
      timeout_seconds: seconds,
      retries: fc.nat(2),
      start_period_seconds: fc.nat(2),
    },
    { requiredKeys: ['test'] },
  ),
  config_files: fc.record(
    {
      file_path: paths,
      content: text,
      file_mode: fc.constantFrom('0644', '644', '0600'),
      is_template: fc.boolean(),
    },
    { requiredKeys: ['file_path', 'content'] },
  ),
  options: fc.record({ key: fc.constantFrom('x-a', 'x-B', 'x-ä', 'x-__proto__', 'x-a.b'), value: optionValue }),
};

/** Seals nothing, but masks and fingerprints as the server of the tests does. */
export const secrets = new Secrets(new Keyring([Buffer.from(SECRET_KEY.DEVARCH_SECRET_KEY, 'base64')]));

const known = perFacet(() => new WeakMap<object, SpecValues>());

/** An item as an answer shows it: spelt canonically, defaults applied, a secret masked. Parsed once per item. */
export function shown(name: FacetName, item: object): SpecValues {
  const facet = facetOf(name);
  const values = known[name].get(item) ?? secrets.mask(facet, givenValues(facet, parse(facet.spec, item)));
  known[name].set(item, values);
  return values;
}

export function keyOf(name: FacetName, item: object): string {
  return facetOf(name).key(shown(name, item));
}

/** What may stand only once among the items of one owner. */
function markOf(name: FacetName, item: object): string {
  return facetOf(name).claim(shown(name, item));
}

/** Those of the items that do not claim what an earlier one has. */
export function distinct(name: FacetName, items: object[]): object[] {
  const first = new Map(items.toReversed().map((item) => [markOf(name, item), item]));
  return items.filter((item) => first.get(markOf(name, item)) === item);
}

/** A valid list of a facet, in any order. */
export function itemsOf(name: FacetName): fc.Arbitrary<object[]> {
  return fc.uniqueArray(ITEMS[name], { selector: (item) => markOf(name, item), maxLength: 6 });
}

/** One valid list per facet. */
export const lists = fc.record(perFacet((_, name) => itemsOf(name)));

/** A facet of a template, and what an instance overrides: items that it sets, keys that it removes. */
export interface FacetCase {
  template: object[];
  set: object[];
  removed: string[];
}

const fates = fc.array(fc.constantFrom('inherit', 'remove', 'repeat'), { maxLength: 6 });

/** Any valid overrides: additions, changes, repetitions of the template's items, removals. */
export function caseOf(name: FacetName): fc.Arbitrary<FacetCase> {
  return fc
    .record({ template: itemsOf(name), changed: itemsOf(name), fates })
    .map(({ template, changed, fates: all }) => {
      const own = new Set(changed.map((item) => keyOf(name, item)));
      const others = [...new Set(template.map((item) => keyOf(name, item)))].filter((key) => !own.has(key));
      const fate = new Map(others.map((key, index) => [key, all[index]]));
      const repeated = template.filter((item) => fate.get(keyOf(name, item)) === 'repeat');
      return {
        template,
        set: distinct(name, [...changed, ...repeated]),
        removed: others.filter((key) => fate.get(key) === 'remove'),
      };
    });
}

/** The case's overrides in the body of a write; a removal gives only its key. */
export function rowsOf(name: FacetName, { template, set, removed }: FacetCase): object[] {
  const removals = removed.map((key) => {
    const item = shown(name, template.find((candidate) => keyOf(name, candidate) === key) ?? {});
    const columns = facetOf(name).key_columns.map((column) => [column, item[column]]);
    return { ...Object.fromEntries(columns), removed: true };
  });
  return [...set, ...removals];
}

/** The case's overrides as they would be stored, as the merge sees them. */
export function overridesOf(name: FacetName, { template, set, removed }: FacetCase): Override<SpecValues>[] {
  const removals = removed.flatMap((key) => template.filter((item) => keyOf(name, item) === key).slice(0, 1));
  return [
    ...set.map((item) => ({ value: shown(name, item), removed: false })),
    ...removals.map((item) => ({ value: shown(name, item), removed: true })),
  ];
}
