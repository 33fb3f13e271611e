import { getMetadataArgsStorage } from 'typeorm';
import { initialValue } from '../common/fields.js';
import { parse } from '../common/parse.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from '../../test/setup/factories.js';
import { FACET_NAMES, facetOf, FACETS, perFacet } from './facets.js';
import { inFixedOrder } from './order.js';
import { SealedForm } from './sealing.js';

/** The contract's table (section 3), so that a facet cannot change without a change here. */
const CONTRACT = {
  ports: {
    path: 'ports',
    columns: ['host_ip', 'host_port', 'container_port', 'protocol', 'publish_mode'],
    key: '5432/udp',
    unique: ['host_ip', 'host_port', 'protocol'],
    defaults: { host_ip: '127.0.0.1', host_port: null, protocol: 'tcp', publish_mode: 'ingress' },
  },
  volumes: {
    path: 'volumes',
    columns: ['volume_type', 'source', 'target', 'read_only', 'is_external', 'options'],
    key: '/data',
    unique: ['target'],
    defaults: { volume_type: 'named', source: '', read_only: false, is_external: false, options: {} },
  },
  env_vars: {
    path: 'env-vars',
    columns: ['key', 'value', 'is_secret'],
    key: 'POSTGRES_DB',
    unique: ['key'],
    defaults: { value: null, is_secret: false },
  },
  labels: {
    path: 'labels',
    columns: ['key', 'value'],
    key: 'com.example.team',
    unique: ['key'],
    defaults: { value: '' },
  },
  domains: {
    path: 'domains',
    columns: ['domain', 'proxy_port'],
    key: 'shop.localhost',
    unique: ['domain'],
    defaults: { proxy_port: null },
  },
  healthcheck: {
    path: 'healthcheck',
    columns: ['test', 'interval_seconds', 'timeout_seconds', 'retries', 'start_period_seconds'],
    key: 'healthcheck',
    unique: [],
    defaults: { interval_seconds: 30, timeout_seconds: 10, retries: 3, start_period_seconds: 0 },
  },
  config_files: {
    path: 'files',
    columns: ['file_path', 'content', 'file_mode', 'is_template'],
    key: '/etc/app.conf',
    unique: ['file_path'],
    defaults: { file_mode: '0644', is_template: false },
  },
  options: { path: 'options', columns: ['key', 'value'], key: 'shm_size', unique: ['key'], defaults: {} },
};

it('facets are in the order of every list', () => {
  expect(FACET_NAMES).toEqual(Object.keys(CONTRACT));
  expect(perFacet((facet, name) => [facet.name, facetOf(name) === facet])).toEqual(
    Object.fromEntries(FACET_NAMES.map((name) => [name, [name, true]])),
  );
});

describe.each(FACET_NAMES)('%s', (name) => {
  const facet = facetOf(name);
  const expected = CONTRACT[name];

  it('has the path, columns and unique columns of the contract', () => {
    const { path, columns, unique_columns: unique } = facet;
    expect({ path, columns, unique }).toEqual({
      path: expected.path,
      columns: expected.columns,
      unique: expected.unique,
    });
    for (const list of [facet.key_columns, facet.unique_columns, facet.order_columns])
      expect(facet.columns).toEqual(expect.arrayContaining([...list]));
  });

  it('takes the identity of an item from its key columns alone', () => {
    const [one, another] = [ONE_OF_EACH[name], ANOTHER_OF_EACH[name]];
    const mixed = Object.fromEntries(
      facet.columns.map((column) => [column, Reflect.get(facet.key_columns.includes(column) ? one : another, column)]),
    );
    expect([facet.key(one), facet.key(mixed)]).toEqual([expected.key, expected.key]);
    expect(facet.key(another) === expected.key).toBe(facet.key_columns.length === 0);
  });

  it('parses its items: defaults are applied (lessons 7, 14), a whole item stays as it is', () => {
    expect({ ...parse(facet.spec, ONE_OF_EACH[name]) }).toEqual(ONE_OF_EACH[name]);
    const required = Object.entries(ONE_OF_EACH[name]).filter(([column]) => !(column in expected.defaults));
    const parsed = { ...parse(facet.spec, Object.fromEntries(required)) };
    const unsaid = facet.sealing ? { [facet.sealing.flag]: undefined, [facet.sealing.value]: undefined } : {};
    expect(parsed).toEqual({ ...Object.fromEntries(required), ...expected.defaults, ...unsaid });
    for (const [column] of required)
      expect(() => parse(facet.spec, { ...ONE_OF_EACH[name], [column]: undefined })).toThrow(`/${column} is required`);
  });

  it('says one and the same default in the spec, in the column and in the API document', () => {
    const columns = getMetadataArgsStorage().filterColumns(facet.spec);
    const { prototype } = facet.spec;
    const told = columns.map(({ propertyName, options }) => {
      const documented: unknown = Reflect.getMetadata('swagger/apiModelProperties', prototype, propertyName);
      const initial = initialValue(prototype, propertyName);
      return {
        propertyName,
        initial,
        column: options.default ?? (options.nullable ? null : undefined),
        document: Reflect.get(Object(documented), 'default'),
      };
    });
    expect(told).toEqual(
      expected.columns.map((column) => {
        const initial = Reflect.get(expected.defaults, column);
        // A secret and its flag that are left out stay as they are, so the spec has no default for them.
        const secret = [facet.sealing?.flag, facet.sealing?.value].includes(column);
        const unsaid = secret ? { initial: undefined, document: undefined } : {};
        return { propertyName: column, initial, column: initial, document: initial, ...unsaid };
      }),
    );
  });

  it('a longest text of its check fits into the column', () => {
    const tooLong = getMetadataArgsStorage()
      .filterColumns(facet.spec)
      .filter(({ propertyName, options }) => {
        const shape = Object(Reflect.getMetadata('swagger/apiModelProperties', facet.spec.prototype, propertyName));
        const longest = Math.max(shape.maxLength ?? 0, ...(shape.enum ?? []).map((word: string) => word.length));
        return options.length !== undefined && longest > Number(options.length);
      });
    expect(tooLong.map(({ propertyName }) => propertyName)).toEqual([]);
  });

  it('both tables embed their spec, and no two facets share a class', () => {
    const embedded = [facet.template_row, facet.instance_row].map((row) =>
      getMetadataArgsStorage()
        .filterEmbeddeds(row)
        .map(({ type, prefix }) => [type(), prefix]),
    );
    const own = ({ spec }: Pick<typeof facet, 'spec'>) => [
      [spec, false],
      ...(facet.sealing ? [[SealedForm, false]] : []),
    ];
    expect(embedded).toEqual([own(facet.of_template), own(facet)]);
    const rows = FACET_NAMES.flatMap((other) => [FACETS[other].template_row, FACETS[other].instance_row]);
    expect(new Set<unknown>(rows).size).toBe(2 * FACET_NAMES.length);
  });
});

describe('the order of output (contract 4, lessons 13)', () => {
  it.each([
    ['ports', ['container_port', 'protocol', 'host_ip', 'host_port']],
    ['volumes', ['target']],
    ['env_vars', ['key']],
    ['labels', ['key']],
    ['domains', ['domain']],
    ['healthcheck', []],
    ['config_files', ['file_path']],
    ['options', ['key']],
  ] as const)('%s by %j', (name, columns) => {
    expect(facetOf(name).order_columns).toEqual(columns);
  });

  it('is by value for numbers, by code unit for texts, and never changes its argument', () => {
    const items = [
      { n: 10, s: 'b' },
      { n: 9, s: 'ä' },
      { n: 9, s: 'a' },
      { n: 9, s: 'B' },
    ];
    const before = structuredClone(items);
    expect(inFixedOrder({ order_columns: ['n', 's'] }, items).map(({ n, s }) => `${n}${s}`)).toEqual([
      '9B',
      '9a',
      '9ä',
      '10b',
    ]);
    expect(items).toEqual(before);
  });
});

it.each([
  ['an upper-case host name', 'domains', { domain: 'Shop.LOCALHOST' }, 'shop.localhost'],
  ['an address with leading zeroes', 'ports', { ...ONE_OF_EACH.ports, host_ip: '2001:DB8:0:0::1' }, '5432/udp'],
  ['a path with doubled slashes', 'volumes', { target: '//data/./x//' }, '/data/x'],
  ['a path with a trailing slash', 'config_files', { file_path: '/etc/app/', content: '' }, '/etc/app'],
] as const)('two spellings of %s are one item', (_, name, item, key) => {
  expect(facetOf(name).key(parse(facetOf(name).spec, item))).toBe(key);
});
