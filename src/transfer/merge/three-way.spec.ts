import fc from 'fast-check';
import type { MergePolicy } from './merge-owner.js';
import { keyed, mergePart, type RememberedItems } from './parts.js';
import type { Items, Remembered } from './three-way.js';

const UPDATE: MergePolicy = { replaces: false, conflicts: 'keep', drop_secrets: false };
const FILE: MergePolicy = { ...UPDATE, conflicts: 'file' };
const REPLACE: MergePolicy = { ...UPDATE, replaces: true };

type Values = Record<string, string>;
const own = (values: Values, key: string) => (Object.hasOwn(values, key) ? values[key] : undefined);
const itemsOf = (values: Values) =>
  keyed(
    Object.entries(values).map(([key, value]) => ({ key, value })),
    ({ key }) => String(key),
  );
const baseOf = (values: Values): RememberedItems =>
  new Map([...itemsOf(values)].map(([key, said]): [string, Remembered] => [key, { said }]));

function merge(
  base: Values | RememberedItems | undefined,
  mine: Values,
  theirs: Values,
  policy = UPDATE,
  sealed: string[] = [],
) {
  const known = base instanceof Map ? base : baseOf((base ?? {}) as Values);
  const sides = { base: known, mine: itemsOf(mine), theirs: itemsOf(theirs), said: itemsOf(theirs) };
  const { outcomes, remembered } = mergePart(
    { ...sides, sealed: new Set(sealed) },
    { ...policy, is_known: base !== undefined },
  );
  const after = { ...mine };
  for (const { key, takes } of outcomes) {
    if (takes && Object.hasOwn(theirs, key)) after[key] = theirs[key] ?? '';
    else if (takes) delete after[key];
  }
  return { after, remembered, verdicts: outcomes.map(({ key, verdict }) => `${key} ${verdict}`), outcomes };
}

describe('base, mine, theirs', () => {
  const same = { a: '1' };
  it.each<[string, Values | undefined, Values, Values, MergePolicy, Values, string[]]>([
    ['nobody did anything', same, same, same, UPDATE, same, []],
    ['the file adds', {}, {}, same, UPDATE, same, ['a changed']],
    ['the file changes', same, same, { a: '2' }, UPDATE, { a: '2' }, ['a changed']],
    ['the file has it no more', same, same, {}, UPDATE, {}, ['a dropped']],
    ['somebody adds', {}, same, {}, UPDATE, same, ['a kept']],
    ['somebody changes', same, { a: 'x' }, same, UPDATE, { a: 'x' }, ['a kept']],
    ['somebody takes away', same, {}, same, UPDATE, {}, ['a kept']],
    ['both do the same', same, { a: '2' }, { a: '2' }, UPDATE, { a: '2' }, []],
    ['both take away', same, {}, {}, UPDATE, {}, []],
    ['both change', same, { a: 'x' }, { a: '2' }, UPDATE, { a: 'x' }, ['a conflict']],
    ['both change, and the file wins', same, { a: 'x' }, { a: '2' }, FILE, { a: '2' }, ['a conflict']],
    ['one changes, the file takes away', same, { a: 'x' }, {}, UPDATE, { a: 'x' }, ['a conflict']],
    ['one takes away, the file changes', same, {}, { a: '2' }, UPDATE, {}, ['a conflict']],
    ['both add', {}, { a: 'x' }, { a: '2' }, UPDATE, { a: 'x' }, ['a conflict']],
    [
      'nothing is known',
      undefined,
      { a: 'x', b: 'x' },
      { a: '2', c: '2' },
      UPDATE,
      { a: '2', b: 'x', c: '2' },
      ['a changed', 'b kept', 'c changed'],
    ],
    [
      'the file replaces all',
      same,
      { a: 'x', b: 'x' },
      { c: '2' },
      REPLACE,
      { c: '2' },
      ['a dropped', 'b dropped', 'c changed'],
    ],
  ])('%s', (_, base, mine, theirs, policy, after, verdicts) => {
    expect(merge(base, mine, theirs, policy)).toMatchObject({ after, verdicts });
  });

  it('a sealed value goes only in replace, and where that is asked for', () => {
    const sealed = { a: '***' };
    for (const policy of [UPDATE, FILE, REPLACE, { ...UPDATE, drop_secrets: true }])
      expect(merge(sealed, sealed, {}, policy, ['a']).verdicts).toEqual(['a kept']);
    expect(merge(sealed, sealed, {}, { ...REPLACE, drop_secrets: true }, ['a']).verdicts).toEqual(['a dropped']);
    expect(merge(undefined, sealed, { a: '2' }, UPDATE, ['a']).verdicts).toEqual(['a conflict']);
  });

  it('what would take the place of something that stays gives way, and so does what stays then', () => {
    const one = (key: string, port: number): [string, Items] => [key, [{ key, port }]];
    const merged = mergePart(
      {
        base: new Map([one('a', 1), one('b', 2)].map(([key, said]) => [key, { said }])),
        mine: new Map([one('a', 1), one('b', 2), one('c', 3)]),
        theirs: new Map([one('a', 3), one('b', 1)]),
        said: new Map([one('a', 3), one('b', 1)]),
        sealed: new Set(),
        claim: ({ port }) => String(port),
      },
      { ...UPDATE, is_known: true },
    );
    expect(merged.outcomes.map(({ key, verdict, takes }) => [key, verdict, takes])).toEqual([
      ['a', 'conflict', false],
      ['b', 'conflict', false],
      ['c', 'kept', false],
    ]);
  });
});

describe('whatever the three are', () => {
  const values = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor'), fc.constantFrom('1', '2', '3'));
  const holds = (property: (base: Values, mine: Values, theirs: Values) => void) =>
    fc.assert(fc.property(values, values, values, property));

  it('what somebody set and no file named stays, and so does whatever is no conflict of the file', () => {
    holds((base, mine, theirs) => {
      const { after, outcomes } = merge(base, mine, theirs);
      for (const key of Object.keys(mine)) {
        if (!Object.hasOwn(base, key) && !Object.hasOwn(theirs, key)) expect(after[key]).toBe(mine[key]);
        if (own(mine, key) !== own(base, key) && own(mine, key) !== own(theirs, key))
          expect(after[key]).toBe(mine[key]);
      }
      for (const { verdict, base: was, mine: is, theirs: will } of outcomes)
        if (verdict === 'conflict') expect(new Set([was, is, will].map((side) => JSON.stringify(side))).size).toBe(3);
    });
  });

  it('the same file again changes nothing', () => {
    holds((base, mine, theirs) => {
      const first = merge(base, mine, theirs);
      const second = merge(first.remembered, first.after, theirs);
      expect(second.outcomes.filter(({ takes }) => takes)).toEqual([]);
      expect([second.after, second.remembered]).toEqual([first.after, first.remembered]);
    });
  });

  it('one file after another is the last one, where nobody touched anything', () => {
    holds((one, _, other) => {
      const first = merge({}, {}, one);
      expect(merge(first.remembered, first.after, other).after).toEqual(other);
    });
  });
});
