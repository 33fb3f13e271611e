import { effectiveSettings } from '../settings/removed-settings.js';
import fc from 'fast-check';
import { type ConfigCase, configs, type Edit, edits, inputOf } from '../../test/setup/arbitrary-configs.js';
import { canonicalJson } from '../common/canonical-json.js';
import { type EffectiveInput, effectiveValues } from '../effective/effective-config.js';
import { FACET_NAMES, facetOf, perFacet } from '../facets/facets.js';
import { SETTING_NAMES } from '../settings/settings.js';
import { findingsOf } from './idle-overrides.js';

type Dropped = { facet: string; key: string };

/** The instance after these overrides are gone. */
function without(input: EffectiveInput, dropped: Dropped[]): EffectiveInput {
  const gone = (facet: string, key: string) => dropped.some((found) => found.facet === facet && found.key === key);
  const settings = SETTING_NAMES.map((name) => [name, gone('settings', name) ? null : input.instance_settings[name]]);
  return {
    ...input,
    instance_settings: Object.fromEntries(settings),
    overrides: (name) => {
      const facet = FACET_NAMES.find((candidate) => candidate === name);
      return input.overrides(name).filter((row) => facet && !gone(name, facetOf(facet).key(row)));
    },
  };
}

function inEffect(input: EffectiveInput): string {
  // Who says it counts where an override is a decision even with the template's own value.
  const facets = perFacet((facet, name) => {
    const own = new Set(input.overrides(name).map((row) => facet.key(row)));
    const told = (value: object) => (facet.isDecision(value) && own.has(facet.key(value)) ? { value } : value);
    return effectiveValues(input, facet, name).map(told);
  });
  return canonicalJson([facets, effectiveSettings(input.template_settings, input.instance_settings)]);
}

function allOverrides(input: EffectiveInput): Dropped[] {
  const facets = FACET_NAMES.flatMap((facet) => {
    const keys = new Set(input.overrides(facet).map((row) => facetOf(facet).key(row)));
    return [...keys].map((key) => ({ facet, key }));
  });
  const settings = SETTING_NAMES.filter((name) => input.instance_settings[name] !== null);
  return [...facets, ...settings.map((key) => ({ facet: 'settings', key }))];
}

/** Overrides made for one template, which was edited since, so that there are redundant and orphaned ones. */
const anyInstance = fc
  .tuple(configs, fc.option(edits, { nil: undefined }))
  .map(([drawn, edit]: [ConfigCase, Edit | undefined]) => inputOf(drawn, edit));

it('a named volume that an override names is taken literally, so it is a decision even where the template names the same', () => {
  const finding = (volume_type: string) => {
    const volume = { volume_type, source: 'data', target: '/data', read_only: false, is_external: false };
    const [drawn] = fc.sample(configs, 1);
    if (!drawn) throw new Error('nothing drawn');
    const input: EffectiveInput = {
      ...inputOf(drawn),
      template: (name) => (name === 'volumes' ? [volume] : []),
      overrides: (name) => (name === 'volumes' ? [{ ...volume, removed: false }] : []),
    };
    return findingsOf(input).filter(({ facet }) => facet === 'volumes');
  };
  expect(finding('named')).toEqual([]);
  expect(finding('bind')).toMatchObject([{ kind: 'redundant', key: '/data' }]);
});

describe('for any template and overrides', () => {
  it('dropping what is found leaves what is in effect, and nothing more to find', () => {
    fc.assert(
      fc.property(anyInstance, (input) => {
        const pruned = without(input, findingsOf(input));
        expect(inEffect(pruned)).toBe(inEffect(input));
        expect(findingsOf(pruned)).toEqual([]);
      }),
    );
  });

  it('every override that is not found matters: without it something else is in effect', () => {
    fc.assert(
      fc.property(anyInstance, (input) => {
        const pruned = without(input, findingsOf(input));
        for (const override of allOverrides(pruned))
          expect(inEffect(without(pruned, [override]))).not.toBe(inEffect(input));
      }),
    );
  });
});
