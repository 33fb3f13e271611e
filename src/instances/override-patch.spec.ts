import fc from 'fast-check';
import { caseOf, itemsOf, keyOf, rowsOf, secrets } from '../../test/setup/arbitraries.js';
import { storedValues } from '../facets/item-values.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { type OverrideValues, parseOverrides, repetitions } from './override-input.js';
import { applyPatch } from './override-patch.js';
import { type FacetSides, fillRemovals } from './override-removals.js';

/** Rows as one instance stores them, secrets sealed. */
function sealed(name: FacetName, rows: OverrideValues[]): OverrideValues[] {
  const facet = facetOf(name);
  const written = { facet, owner: { kind: 'instance', id: 7 } as const, current: () => undefined, pointer: '' };
  return rows.map(({ values, removed }) => ({ values: removed ? values : secrets.seal(written, values), removed }));
}

const parsed = (name: FacetName, rows: object[]) =>
  parseOverrides(facetOf(name), { [name]: name === 'healthcheck' ? (rows[0] ?? null) : rows });
const sidesOf = (template: FacetSides['template'], rows: OverrideValues[]): FacetSides => {
  return { template, overrides: rows.map(({ values, removed }) => Object.assign({}, values, { removed })) };
};
const NOTHING = { set: [], remove: [], reset: [] };

describe.each(FACET_NAMES)('for any %s of a template and any overrides', (name) => {
  const facet = facetOf(name);
  const anySides = caseOf(name).map((drawn) => {
    const template = sealed(name, parsed(name, drawn.template)).map(({ values }) => values);
    const rows = fillRemovals(facet, sidesOf(template, []), sealed(name, parsed(name, rowsOf(name, drawn))));
    return { template, rows, keys: new Set(rows.map(({ values }) => facet.key(values))) };
  });
  const reset = (template: FacetSides['template'], rows: OverrideValues[], keys: string[]) =>
    applyPatch(facet, sidesOf(template, rows), { ...NOTHING, reset: keys }).rows;

  it('set and then reset leaves all as before', () => {
    fc.assert(
      fc.property(anySides, itemsOf(name), ({ template, rows, keys }, items) => {
        const fresh = sealed(
          name,
          parsed(
            name,
            items.filter((item) => !keys.has(keyOf(name, item))),
          ),
        );
        const set = fresh.filter((_, index) => {
          const all = [...rows, ...fresh.slice(0, index + 1)];
          return repetitions(facet, all, String).every(({ pointer }) => pointer !== String(all.length - 1));
        });
        const patched = applyPatch(facet, sidesOf(template, rows), { ...NOTHING, set });
        expect(patched).toEqual({ rows: [...rows, ...set], written: set, reset: [] });
        const set_keys = set.map(({ values }) => facet.key(values));
        expect(reset(template, patched.rows, [...new Set(set_keys)])).toEqual(rows);
      }),
    );
  });

  it('remove and then reset leaves all as before', () => {
    fc.assert(
      fc.property(anySides, ({ template, rows, keys }) => {
        const inherited = [...new Set(template.map((item) => facet.key(item)))].filter((key) => !keys.has(key));
        const patched = applyPatch(facet, sidesOf(template, rows), { ...NOTHING, remove: inherited });
        expect(patched.rows.slice(0, rows.length)).toEqual(rows);
        const removals = patched.rows.slice(rows.length);
        expect(removals.map(({ values, removed }) => [facet.key(values), removed])).toEqual(
          inherited.map((key) => [key, true]),
        );
        const stored = template.map((item) => storedValues(facet, item));
        for (const { values } of removals) expect(stored).toContainEqual(values);
        expect(reset(template, patched.rows, inherited)).toEqual(rows);
      }),
    );
  });

  it('what a patch does not name stays as it is; removing what the instance only added is a reset', () => {
    fc.assert(
      fc.property(anySides, fc.compareFunc(), fc.nat(6), ({ template, rows, keys }, order, count) => {
        const chosen = [...keys].toSorted(order).slice(0, count);
        const patched = applyPatch(facet, sidesOf(template, rows), { ...NOTHING, remove: chosen });
        const added = chosen.filter((key) => !template.some((item) => facet.key(item) === key));
        expect(patched.reset.toSorted()).toEqual(added.toSorted());
        const others = ({ values }: OverrideValues) => !chosen.includes(facet.key(values));
        expect(patched.rows.filter(others)).toEqual(rows.filter(others));
        expect(patched.rows.filter((row) => !others(row)).map(({ removed }) => removed)).toEqual(
          chosen.filter((key) => !added.includes(key)).map(() => true),
        );
      }),
    );
  });
});
