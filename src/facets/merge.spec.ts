import fc from 'fast-check';
import { merge, type Override } from './merge.js';
import { ports } from './ports.js';
import { labels } from './labels.js';

const port = (host_port: number | null, container_port: number, host_ip: string | null = '127.0.0.1') => ({
  host_ip,
  host_port,
  container_port,
  protocol: 'tcp',
});
const set = <Spec>(value: Spec): Override<Spec> => ({ value, removed: false });
const remove = <Spec>(value: Spec): Override<Spec> => ({ value, removed: true });
const template = [port(5672, 5672), port(15672, 15672)];

/** The items and what was removed, without the trace. */
const outcome = (...args: Parameters<typeof merge<ReturnType<typeof port>>>) => {
  const { items, removed } = merge(...args);
  return { items: items.map(({ value, source }) => ({ value, source })), removed: removed.map(({ value }) => value) };
};

describe('base / override / expected', () => {
  it('no overrides: the template itself', () => {
    expect(outcome(ports, template, [])).toEqual({
      items: [
        { value: port(5672, 5672), source: 'template' },
        { value: port(15672, 15672), source: 'template' },
      ],
      removed: [],
    });
  });

  it('an override replaces the item of its key; the others are inherited (lessons 11)', () => {
    expect(outcome(ports, template, [set(port(25672, 5672))]).items).toEqual([
      { value: port(25672, 5672), source: 'override' },
      { value: port(15672, 15672), source: 'template' },
    ]);
  });

  it('a removal takes the item away and says so (lessons 12)', () => {
    expect(outcome(ports, template, [remove(port(15672, 15672))])).toEqual({
      items: [{ value: port(5672, 5672), source: 'template' }],
      removed: [port(15672, 15672)],
    });
  });

  it('a key that the template lacks is added; a removal of such a key does nothing', () => {
    expect(outcome(ports, template, [set(port(80, 80)), remove(port(1, 1))])).toEqual({
      items: [
        { value: port(80, 80), source: 'override' },
        { value: port(5672, 5672), source: 'template' },
        { value: port(15672, 15672), source: 'template' },
      ],
      removed: [],
    });
  });

  it('several overrides of one key replace all template items of that key', () => {
    const two = [port(8080, 80), port(8081, 80)];
    expect(
      merge(ports, two, [set(port(9090, 80)), set(port(9091, 80))]).items.map(({ value }) => value.host_port),
    ).toEqual([9090, 9091]);
    expect(outcome(ports, two, [remove(port(8080, 80))])).toEqual({ items: [], removed: two });
  });

  it('an override says what it shadows, and a removal what it took away (lessons 31)', () => {
    const [moved, gone] = [{ ...set(port(25672, 5672)), changed_at: 'then' }, remove(port(15672, 15672))];
    const { items, removed } = merge(ports, template, [moved, gone]);
    expect(items).toEqual([
      { value: port(25672, 5672), source: 'override', override: moved, shadows: [port(5672, 5672)] },
    ]);
    expect(removed).toEqual([{ value: port(15672, 15672), override: gone }]);
  });

  it('ports are ordered by container port, protocol, host address, host port, what is open last', () => {
    const open = [port(1, 80, null), port(null, 80, null), port(null, 80), port(8080, 80, 'fe80::1')];
    const shuffled = [...open, port(2, 80), port(1, 80, '10.0.0.1'), port(9, 7), port(1, 80)];
    const order = merge(ports, shuffled, []).items.map(({ value }) => [
      value.container_port,
      value.host_ip,
      value.host_port,
    ]);
    expect(order).toEqual([
      [7, '127.0.0.1', 9],
      [80, '10.0.0.1', 1],
      [80, '127.0.0.1', 1],
      [80, '127.0.0.1', 2],
      [80, '127.0.0.1', null],
      [80, 'fe80::1', 8080],
      [80, null, 1],
      [80, null, null],
    ]);
  });
});

describe('for any template and overrides', () => {
  const label = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'B', 'ä'), value: fc.string() });
  const unique = fc.uniqueArray(label, { selector: ({ key }) => key });
  const overrides = unique.chain((values) =>
    fc.tuple(...values.map((value) => fc.record({ value: fc.constant(value), removed: fc.boolean() }))),
  );

  it('the order of the input does not matter, and the arguments stay as they are (lessons 13)', () => {
    fc.assert(
      fc.property(unique, overrides, (base, over) => {
        const before = JSON.stringify([base, over]);
        expect(JSON.stringify(merge(labels, base.toReversed(), over.toReversed()))).toBe(
          JSON.stringify(merge(labels, base, over)),
        );
        expect(JSON.stringify([base, over])).toBe(before);
      }),
    );
  });

  it('merging the result again with the same overrides changes nothing', () => {
    fc.assert(
      fc.property(unique, overrides, (base, over) => {
        const once = merge(labels, base, over).items.map(({ value }) => value);
        expect(merge(labels, once, over).items.map(({ value }) => value)).toEqual(once);
      }),
    );
  });

  it('every item is either an override or the template item of a key that is not overridden', () => {
    fc.assert(
      fc.property(unique, overrides, (base, over) => {
        const { items, removed } = merge(labels, base, over);
        const keys = new Set(over.map(({ value }) => value.key));
        const expected = [
          ...base.filter(({ key }) => !keys.has(key)),
          ...over.filter((o) => !o.removed).map(({ value }) => value),
        ];
        expect(new Set(items.map(({ value }) => value))).toEqual(new Set(expected));
        expect(removed.every(({ value: { key } }) => over.some((o) => o.removed && o.value.key === key))).toBe(true);
      }),
    );
  });
});
