import { finish, type InSteps } from '../common/in-steps.js';
import { isSingle } from '../facets/facet.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { SETTING_NAMES, type SettingName } from '../settings/settings.js';
import { type Handling, type Loss, RESOLVED_SETTINGS } from './resolved.js';
import type { Rendered, Renderer, ResolvedInstance, ResolvedStack } from './resolved.js';

/** A target by the steps in which it renders. The settings and facets that it leaves out are losses by themselves. */
export function defineRenderer(definition: Omit<Renderer, 'render'>): Renderer {
  function* inSteps(stack: ResolvedStack): InSteps<Rendered> {
    const { documents, losses } = yield* definition.renderInSteps(stack);
    const left_out = stack.instances.flatMap((instance) => whatIsLeftOut(definition, instance));
    return { documents, losses: [...losses, ...left_out] };
  }
  return { ...definition, renderInSteps: inSteps, render: (stack) => finish(inSteps(stack)) };
}

function whatIsLeftOut({ settings, facets }: Pick<Renderer, 'settings' | 'facets'>, instance: ResolvedInstance) {
  const { instance_id } = instance;
  return [
    ...SETTING_NAMES.flatMap((name) => lossesOf(instance_id, 'setting-left-out', settings[name], settingPlaces(name))),
    ...FACET_NAMES.flatMap((name) => lossesOf(instance_id, 'facet-left-out', facets[name], itemPlaces(name))),
  ];

  function settingPlaces(name: SettingName): string[] {
    return instance[RESOLVED_SETTINGS[name]] === null ? [] : [`/${name}`];
  }

  /** Where each item of a facet stands in the effective config. */
  function itemPlaces(name: FacetName): string[] {
    const items = instance[name];
    if (items === null) return [];
    return isSingle(facetOf(name)) ? [`/${name}`] : Object.keys(items).map((_, index) => `/${name}/${index}`);
  }
}

function lossesOf(instance_id: string, code: string, handling: Handling, places: string[]): Loss[] {
  if (handling === 'rendered') return [];
  return places.map((where) => ({ instance_id, where, code, message: `${handling.left_out}; left out` }));
}
