import fc from 'fast-check';
import type { EffectiveInput } from '../../src/effective/effective-config.js';
import { type FacetMap, type FacetName, perFacet } from '../../src/facets/facets.js';
import type { Settings, TemplateSettings } from '../../src/settings/settings.js';
import { caseOf, lists, overridesOf, shown } from './arbitraries.js';

/** Whole templates and instances drawn at random: all facets and the settings. */

const command = fc.constantFrom('run', '["run","--fast"]');
const user = fc.constantFrom('1000:1000', 'postgres');

/** The settings of a template. */
const templateSettings: fc.Arbitrary<TemplateSettings> = fc.record({
  image_name: fc.constantFrom('postgres', 'quay.io/acme/db'),
  image_tag: fc.constantFrom('16', '17'),
  command: fc.option(command),
  restart_policy: fc.constantFrom('no', 'always'),
  user_spec: fc.option(user),
});

/** The settings of an instance; null follows the template. */
export const ownSettings: fc.Arbitrary<Settings> = fc.record({
  image_name: fc.constantFrom(null, 'postgres', 'quay.io/acme/db'),
  image_tag: fc.constantFrom(null, '16', '17'),
  command: fc.option(command),
  restart_policy: fc.constantFrom(null, 'no', 'always'),
  user_spec: fc.option(user),
});

/** A template and an instance of it, with any valid overrides of all facets and settings. */
export const configs = fc.record({
  facets: fc.record(perFacet((_, name) => caseOf(name))),
  settings: templateSettings,
  own: ownSettings,
});

export type ConfigCase = typeof configs extends fc.Arbitrary<infer Value> ? Value : never;

/** What a template may become. */
export const edits = fc.record({ facets: lists, settings: templateSettings });

export type Edit = typeof edits extends fc.Arbitrary<infer Value> ? Value : never;

/** What the effective config of a case is computed from; with an edit, of the template as it became. */
export function inputOf({ facets, settings, own }: ConfigCase, edit?: Edit): EffectiveInput {
  const template = perFacet((_, name) =>
    (edit?.facets[name] ?? facets[name].template).map((item) => shown(name, item)),
  );
  const overrides = perFacet((_, name) =>
    overridesOf(name, facets[name]).map(({ value, removed }) => Object.assign({}, value, { removed })),
  );
  const of =
    <Row>(rows: FacetMap<Row[]>) =>
    (name: FacetName) =>
      rows[name];
  return {
    ...{ id: 7, instance_id: 'db', stack_id: 3, stack_name: 'shop', template_name: 'postgres' },
    ...{ container_name: 'devarch-shop-db', enabled: true },
    ...{ provides: ['postgres'], bindings: [], dependencies: [] },
    ...{ template_settings: edit?.settings ?? settings, instance_settings: own },
    template: of(template),
    overrides: of(overrides),
  };
}
