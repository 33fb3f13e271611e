import fc from 'fast-check';
import { compareItems } from './compare.js';
import { merge } from './merge.js';
import { minimalOverrides } from './minimal-overrides.js';
import { ports } from './ports.js';
import { volumes, VolumeSpec } from './volumes.js';

/** Few keys and few values, so that equal, changed, missing and repeated keys all happen. */
const port = fc.record({
  host_ip: fc.constantFrom('127.0.0.1', '0.0.0.0'),
  host_port: fc.integer({ min: 1, max: 4 }),
  publish_mode: fc.constant('ingress'),
  container_port: fc.integer({ min: 1, max: 4 }),
  protocol: fc.constantFrom('tcp', 'udp'),
});
const list = fc.uniqueArray(port, { selector: (item) => `${item.host_ip}:${item.host_port}/${item.protocol}` });
const values = (items: { value: object }[]) => items.map(({ value }) => value);

describe('the smallest set of overrides that gives a wanted list', () => {
  it('gives exactly that list back', () => {
    fc.assert(
      fc.property(list, list, (template, wanted) => {
        const merged = values(merge(ports, template, minimalOverrides(ports, template, wanted)).items);
        expect(compareItems(ports, merged, wanted)).toEqual({ added: [], removed: [], changed: [] });
        expect(merged).toHaveLength(wanted.length);
      }),
    );
  });

  it('is empty for what the template has anyway', () => {
    fc.assert(
      fc.property(list, (template) => expect(minimalOverrides(ports, template, template.toReversed())).toEqual([])),
    );
  });

  it('is none smaller: without any one override the outcome differs', () => {
    fc.assert(
      fc.property(list, list, (template, wanted) => {
        const overrides = minimalOverrides(ports, template, wanted);
        overrides.forEach((_, index) => {
          const less = values(merge(ports, template, overrides.toSpliced(index, 1)).items);
          const { added, removed, changed } = compareItems(ports, less, wanted);
          expect(added.length + removed.length + changed.length).toBeGreaterThan(0);
        });
      }),
    );
  });

  it('keeps a decision that is wanted as it stands, though the template has the same', () => {
    const volume = (source: string) => Object.assign(new VolumeSpec(), { source, target: '/d' });
    const smallest = (wanted: string, ...current: string[]) =>
      minimalOverrides(volumes, [volume('data')], [volume(wanted)], current.map(volume)).map(
        ({ value }) => value.source,
      );
    expect(smallest('data', 'data')).toEqual(['data']);
    expect(smallest('data', 'other')).toEqual([]);
    expect(smallest('data')).toEqual([]);
    expect(smallest('other', 'data')).toEqual(['other']);
  });
});
