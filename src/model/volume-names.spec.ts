import { isVolumeName, type NamedVolume, nameVolumes } from './volume-names.js';

type Mount = [instance_id: string, source: string, origin?: NamedVolume['origin']];

function names(...mounts: Mount[]): string[] {
  const all = mounts.map(([instance_id, source, origin = 'template']): NamedVolume => ({
    instance_id,
    source,
    origin,
  }));
  const backwards = all.toReversed().map(nameVolumes(all.toReversed())).toReversed();
  const found = all.map(nameVolumes(all));
  expect(backwards).toEqual(found);
  return found;
}

it.each<[string, Mount[], string[]]>([
  [
    'a template’s is the instance’s own',
    [
      ['db', 'data'],
      ['db-2', 'data'],
    ],
    ['db-data', 'db-2-data'],
  ],
  ['with a hyphen, too', [['db', 'pg-data']], ['db-pg-data']],
  ['an override’s is literal', [['db', 'data', 'override']], ['data']],
  [
    'also where it shares another’s on purpose',
    [
      ['db', 'data'],
      ['backup', 'db-data', 'override'],
    ],
    ['db-data', 'db-data'],
  ],
  ['one from outside is literal', [['db', 'data', 'external']], ['data']],
  [
    'two that meet',
    [
      ['a-b', 'c'],
      ['a', 'b-c'],
    ],
    ['a-b-c', 'a_b-c'],
  ],
  [
    'three that meet',
    [
      ['a-b-c', 'd'],
      ['a-b', 'c-d'],
      ['a', 'b-c-d'],
    ],
    ['a-b-c-d', 'a-b_c-d', 'a_b-c-d'],
  ],
  [
    'one that meets what another moved to',
    [
      ['a-b', 'c-d'],
      ['a', 'b-c-d'],
      ['a', 'b_c-d'],
    ],
    ['a-b_c-d', 'a_b-c-d', 'a_b_c-d'],
  ],
  [
    'the same volume twice',
    [
      ['a', 'b-c'],
      ['a', 'b-c'],
    ],
    ['a-b-c', 'a-b-c'],
  ],
])('%s', (_, mounts, expected) => expect(names(...mounts)).toEqual(expected));

it('one from outside steps aside for one of the stack that has its name', () => {
  const [outside, own] = names(['a', 'data', 'external'], ['b', 'data', 'override']);
  expect([outside, own]).toEqual([expect.stringMatching(/^data-[0-9a-f]{8}$/), 'data']);
});

it('what Docker would not take becomes what it takes, each its own', () => {
  const found = names(
    ['a', 'my data'],
    ['b', 'ä', 'override'],
    ['b', 'ö', 'override'],
    ['c', 'x'.repeat(4000)],
    ['d', '../..', 'override'],
  );
  expect(found.filter(isVolumeName)).toEqual(found);
  expect(new Set(found).size).toBe(5);
  expect(found[0]).toMatch(/^a-my_data-[0-9a-f]{8}$/);
});
