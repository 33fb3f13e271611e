import fc from 'fast-check';
import { caseOf, itemsOf, keyOf, overridesOf, shown } from '../../test/setup/arbitraries.js';
import type { SpecValues } from './facet.js';
import { FACET_NAMES, facetOf } from './facets.js';
import { merge, type Merged } from './merge.js';
import { minimalOverrides } from './minimal-overrides.js';
import { inFixedOrder } from './order.js';

const values = ({ items }: Merged<SpecValues>) => items.map(({ value }) => value);

describe.each(FACET_NAMES)('for any %s of a template and any overrides', (name) => {
  const facet = facetOf(name);
  const items = itemsOf(name).map((list) => list.map((item) => shown(name, item)));
  const both = caseOf(name).map((drawn) => ({
    template: drawn.template.map((item) => shown(name, item)),
    overrides: overridesOf(name, drawn),
  }));
  const merged = (template: SpecValues[], overrides: Parameters<typeof merge<SpecValues>>[2]) =>
    merge<SpecValues>(facet, template, overrides);

  it('the order of the input does not matter', () => {
    fc.assert(
      fc.property(both, fc.compareFunc(), ({ template, overrides }, order) => {
        const shuffled = merged(template.toSorted(order), overrides.toSorted(order));
        expect(JSON.stringify(shuffled)).toBe(JSON.stringify(merged(template, overrides)));
      }),
    );
  });

  it('merging the outcome again with the same overrides changes nothing', () => {
    fc.assert(
      fc.property(both, ({ template, overrides }) => {
        const once = values(merged(template, overrides));
        expect(values(merged(once, overrides))).toEqual(once);
      }),
    );
  });

  it('no overrides: the template itself', () => {
    fc.assert(
      fc.property(items, (template) => {
        const inherited = inFixedOrder(facet, template).map((value) => {
          return { value, source: 'template', override: undefined, shadows: [] };
        });
        expect(merged(template, [])).toEqual({ items: inherited, removed: [] });
      }),
    );
  });

  it('the smallest overrides for a wanted list give exactly that list, and none for the template’s own', () => {
    fc.assert(
      fc.property(items, items, fc.compareFunc(), (template, wanted, order) => {
        const overrides = minimalOverrides<SpecValues>(facet, template, wanted);
        expect(values(merged(template, overrides))).toEqual(inFixedOrder(facet, wanted));
        expect(minimalOverrides<SpecValues>(facet, template, template.toSorted(order))).toEqual([]);
      }),
    );
  });

  it('the smallest overrides for what is in effect keep it so, and are not more than there were', () => {
    fc.assert(
      fc.property(both, ({ template, overrides }) => {
        const outcome = values(merged(template, overrides));
        const fewer = minimalOverrides<SpecValues>(facet, template, outcome);
        expect(values(merged(template, fewer))).toEqual(outcome);
        expect(fewer.length).toBeLessThanOrEqual(overrides.length);
      }),
    );
  });

  it('an edit of the template changes no overridden item, and reaches every other one', () => {
    fc.assert(
      fc.property(both, items, ({ template, overrides }, edited) => {
        const own = new Set(overrides.map(({ value }) => keyOf(name, value)));
        const isOwn = (value: SpecValues) => own.has(facet.key(value));
        const [before, after] = [values(merged(template, overrides)), values(merged(edited, overrides))];
        expect(after.filter(isOwn)).toEqual(before.filter(isOwn));
        const others = edited.filter((value) => !isOwn(value));
        expect(after.filter((value) => !isOwn(value))).toEqual(inFixedOrder(facet, others));
      }),
    );
  });
});
