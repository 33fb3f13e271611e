import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { itemsOf, referringText } from '../facets/item-values.js';
import { execForm } from '../facets/values.js';
import { heldAs } from '../references/scope.js';
import { type ResolvedForm, resolveForm } from '../references/form.js';
import type { Refers } from '../references/referring.js';
import type { Resolver } from '../references/resolve.js';
import { mayRefer } from '../references/text.js';
import { type Setting, SETTING_NAMES, type SettingName, SETTINGS } from '../settings/settings.js';
import type { EffectiveConfig } from './dto/effective-answers.js';

/** A text, and how it refers and is referred to. */
export interface TextToResolve {
  text: string;
  refers: Refers;
  /** What tells it from others of its attribute. */
  key: string;
}

/** A text of an effective config that may refer, and where it stands. */
export interface ReferringText extends TextToResolve {
  /** A setting, or an item of a facet with its place in the list and the column that refers. */
  of: { setting: SettingName } | { facet: FacetName; index: number };
}

/** The texts that may refer to something: those in places that take references. */
export function referringTexts(config: EffectiveConfig): ReferringText[] {
  const settings = SETTING_NAMES.flatMap((setting): ReferringText[] => {
    const { refers }: Setting = SETTINGS[setting];
    const text = config[setting];
    if (!refers || text === null || !mayRefer(text)) return [];
    return [{ text, refers, key: '', of: { setting } }];
  });
  return [...settings, ...FACET_NAMES.flatMap((facet) => textsOf(config, facet))];
}

function textsOf(config: EffectiveConfig, name: FacetName): ReferringText[] {
  const facet = facetOf(name);
  const { refers } = facet;
  if (!refers) return [];
  return itemsOf<object>(config[name]).flatMap((item, index) => {
    const text = referringText(facet, item);
    if (text === undefined || !mayRefer(text)) return [];
    return [{ text, refers, key: facet.key(item), of: { facet: name, index } }];
  });
}

/** What a text comes to in its stack. One to which others may refer is what is stored there, so that a way round is noticed. */
export function resolveReferring(
  resolver: Resolver,
  instance_id: string,
  { text, refers, key }: TextToResolve,
): ResolvedForm {
  const { is_command, attribute } = refers;
  return resolveForm(text, is_command ? execForm(text) : undefined, (part) =>
    attribute === undefined
      ? resolver.resolve(instance_id, part)
      : resolver.valueAt({ place: { of: 'instance', instance_id, attribute, key }, held: heldAs({ value: part }) }),
  );
}
