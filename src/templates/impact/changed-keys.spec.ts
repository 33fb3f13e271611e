import fc from 'fast-check';
import { FACET_NAMES, facetOf, FACETS } from '../../facets/facets.js';
import { changedKeys } from './changed-keys.js';

const port = (container_port: number, host_port = container_port, protocol = 'tcp') => {
  return { host_ip: '127.0.0.1', host_port, container_port, protocol };
};
const ports = (before: object[], after: object[]) => changedKeys(facetOf('ports'), before, after);

describe('comparing two lists of items', () => {
  it('finds what is added, removed and changed, in the fixed order of the facet', () => {
    const before = [port(443), port(80), port(22), port(7)];
    const after = [port(9000), port(80, 8080), port(443, 8443), port(81), port(7)];
    expect(ports(before, after)).toEqual({
      added: ['81/tcp', '9000/tcp'],
      removed: ['22/tcp'],
      changed: ['80/tcp', '443/tcp'],
    });
  });

  it.each(FACET_NAMES)('finds nothing between two empty lists of %s', (name) => {
    expect(changedKeys(facetOf(name), [], [])).toEqual({ added: [], removed: [], changed: [] });
  });

  it('compares the items of one key together, in whatever order they stand', () => {
    const both = [port(80, 8080), port(80, 8081)];
    expect(ports(both, both.toReversed())).toEqual({ added: [], removed: [], changed: [] });
    expect(ports(both, [port(80, 8081)])).toEqual({ added: [], removed: [], changed: ['80/tcp'] });
    expect(ports([port(80, 8081)], both)).toEqual({ added: [], removed: [], changed: ['80/tcp'] });
  });

  it('tells protocols apart, null from a text, and nothing by what only a row has', () => {
    expect(ports([port(53)], [port(53, 53, 'udp')])).toEqual({ added: ['53/udp'], removed: ['53/tcp'], changed: [] });
    const env = (value: string | null, row: object = {}) => ({ key: 'A', value, is_secret: false, ...row });
    expect(changedKeys(FACETS.env_vars, [env(null)], [env('null')]).changed).toEqual(['A']);
    expect(changedKeys(FACETS.env_vars, [env('x', { id: 1 })], [env('x', { id: 2 })]).changed).toEqual([]);
  });

  it('of the healthcheck, which is one, says whether it came, went or changed', () => {
    const check = (retries: number) => ({
      ...{ test: 'true', interval_seconds: 1, timeout_seconds: 1, retries, start_period_seconds: 0 },
    });
    const compare = (before: object[], after: object[]) => changedKeys(facetOf('healthcheck'), before, after);
    expect(compare([], [check(1)]).added).toEqual(['healthcheck']);
    expect(compare([check(1)], []).removed).toEqual(['healthcheck']);
    expect(compare([check(1)], [check(2)]).changed).toEqual(['healthcheck']);
  });
});

describe('whatever the lists are', () => {
  const list = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 })), { maxLength: 8 });
  const lists = fc.tuple(list, list).map((both) => both.map((pairs) => pairs.map(([to, from]) => port(to, from))));

  it('the other way round it is the opposite, and their order does not count', () => {
    const property = fc.property(lists, ([before = [], after = []]) => {
      const { added, removed, changed } = ports(before, after);
      expect(ports(after, before)).toEqual({ added: removed, removed: added, changed });
      expect(ports(before.toReversed(), after.toReversed())).toEqual({ added, removed, changed });
    });
    fc.assert(property);
  });

  it('every key is in one list, or has the same items in both', () => {
    const property = fc.property(lists, ([before = [], after = []]) => {
      const { added, removed, changed } = ports(before, after);
      const differing = [...added, ...removed, ...changed];
      expect(new Set(differing).size).toBe(differing.length);
      const sources = (items: typeof before, n: number) =>
        items.flatMap((item) => (item.container_port === n ? [item.host_port] : [])).toSorted();
      for (let n = 1; n <= 6; n++) {
        const same = JSON.stringify(sources(before, n)) === JSON.stringify(sources(after, n));
        expect(differing.includes(`${n}/tcp`)).toBe(!same);
      }
    });
    fc.assert(property);
  });
});
