import type { FacetValues } from '../facets/facets.js';
import { CONTAINER_NAME_MAX, networkName } from '../model/names.js';
import { perSetting } from '../settings/settings.js';
import { linksAmong } from '../references/links.js';
import type { StackInput, TemplateInput } from './effective.query.js';

/** The number of what is made up: no row ever has it. */
const MADE_UP = 0;

/** A stack of the template's name with one instance of that name, which overrides nothing. Both are made up. Pure. */
export function stackOfTemplate({ name, settings, items, dependencies }: TemplateInput): StackInput {
  const instance: StackInput['instances'][number] = {
    ...{ id: MADE_UP, instance_id: name, stack_id: MADE_UP, stack_name: name, template_name: name, enabled: true },
    container_name: `devarch-${name}-${name}`.slice(0, CONTAINER_NAME_MAX),
    template_settings: settings,
    instance_settings: perSetting(() => null),
    template: (facet) => items[facet],
    overrides: () => [],
    provides: [name],
    bindings: [],
    dependencies: linksAmong([])({ instance_id: name, dependencies, bindings: [] }),
  };
  return { id: MADE_UP, name, network_name: networkName(name), instances: [instance], variables: [] };
}

/** The only instance of such a stack with how its template has secrets made, which no instance of a real stack says. Pure. */
export function withRecipes<Config extends Pick<FacetValues, 'env_vars'>>(
  instances: readonly Config[],
  { items }: TemplateInput,
): Config[] {
  const recipes = new Map(items.env_vars.map(({ key, generate }) => [key, generate]));
  return instances.map((instance) => ({
    ...instance,
    env_vars: instance.env_vars.map((item) => ({ ...item, generate: recipes.get(item.key) })),
  }));
}
