import { effectiveSettings } from '../settings/removed-settings.js';
import fc from 'fast-check';
import { type ConfigCase, configs, edits, inputOf } from '../../test/setup/arbitrary-configs.js';
import { FACET_NAMES, type FacetName, facetOf, perFacet } from '../facets/facets.js';
import { inFixedOrder } from '../facets/order.js';
import { perSetting, SETTING_NAMES } from '../settings/settings.js';
import { diffAsText, diffConfigs } from './diff.js';
import { effectiveConfig, type EffectiveInput, effectiveValues, withoutOverrides } from './effective-config.js';

/** All that is in effect, without where it comes from and without names. */
function inEffect(input: EffectiveInput) {
  const facets = perFacet((facet, name) => effectiveValues(input, facet, name));
  return { facets, settings: effectiveSettings(input.template_settings, input.instance_settings) };
}

const equal = (before: EffectiveInput, after: EffectiveInput) => diffConfigs(before, after, 'before').equal;

describe('for any template, overrides and settings', () => {
  it('the same bytes whatever the order of the rows is', () => {
    fc.assert(
      fc.property(configs, fc.compareFunc(), fc.boolean(), (drawn, order, explain) => {
        const input = inputOf(drawn);
        const shuffled = {
          ...input,
          template: (name: FacetName) => input.template(name).toSorted(order),
          overrides: (name: FacetName) => input.overrides(name).toSorted(order),
        };
        expect(JSON.stringify(effectiveConfig(shuffled, explain))).toBe(
          JSON.stringify(effectiveConfig(input, explain)),
        );
      }),
    );
  });

  it('without overrides it is the template itself', () => {
    fc.assert(
      fc.property(configs, (drawn) => {
        const input = withoutOverrides(inputOf(drawn));
        const config = effectiveConfig(input);
        for (const name of FACET_NAMES) {
          const { source_key } = facetOf(name);
          const items = [config[name] ?? []].flat().filter((item) => Reflect.get(item, source_key) !== 'system');
          const own = inFixedOrder(facetOf(name), input.template(name));
          expect(items).toEqual(own.map((value) => ({ ...value, [source_key]: 'template' })));
        }
        expect(config).toMatchObject({ ...drawn.settings, settings_source: perSetting(() => 'template') });
        expect([config.removed.healthcheck ?? [], config.removed.ports].flat()).toEqual([]);
        expect(config.overrides_applied).toEqual(perFacet(() => false));
      }),
    );
  });

  it('a copy under another name has an empty diff against its source', () => {
    fc.assert(
      fc.property(configs, (drawn) => {
        const copy = { ...inputOf(drawn), id: 8, instance_id: 'copy', stack_id: 9, stack_name: 'other' };
        const diff = diffConfigs(inputOf(drawn), copy, 'shop/db');
        const nothing = { added: [], removed: [], changed: [] };
        expect(diff).toEqual({
          ...{ before: 'shop/db', after: 'other/copy', equal: true, settings: [] },
          facets: perFacet(() => nothing),
        });
        expect(diffAsText(diff)).toBe('');
      }),
    );
  });

  it('a diff is empty where the same is in effect, and only there', () => {
    const near = (drawn: ConfigCase, other: ConfigCase, name: string | undefined): ConfigCase => {
      const facets = perFacet((_, facet) => (facet === name ? other : drawn).facets[facet]);
      return { ...drawn, facets, own: name === undefined ? other.own : drawn.own };
    };
    fc.assert(
      fc.property(configs, configs, fc.constantFrom(undefined, ...FACET_NAMES), (drawn, other, name) => {
        const [before, after] = [inputOf(drawn), inputOf(near(drawn, other, name))];
        const same = JSON.stringify(inEffect(before)) === JSON.stringify(inEffect(after));
        expect(equal(before, after)).toBe(same);
        expect(equal(after, before)).toBe(same);
        expect(diffAsText(diffConfigs(before, after, 'before')) === '').toBe(same);
      }),
    );
  });

  it('an edit of the template changes no setting of the instance’s own, and reaches every other one', () => {
    fc.assert(
      fc.property(configs, edits, (drawn, edit) => {
        const [before, after] = [inEffect(inputOf(drawn)), inEffect(inputOf(drawn, edit))];
        for (const name of SETTING_NAMES) {
          const expected = drawn.own[name] === null ? edit.settings[name] : before.settings[name];
          expect(after.settings[name]).toBe(expected);
        }
      }),
    );
  });
});
