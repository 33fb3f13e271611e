import type { SpecValues } from '../../facets/facet.js';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf } from '../../facets/facets.js';
import { MASK } from '../../facets/sealing.js';
import { isOwnSetting, type OwnSettings } from '../../settings/removed-settings.js';
import { SETTING_NAMES } from '../../settings/settings.js';
import type { StoredRow } from '../stored-stack.query.js';
import type { Parts } from './merge-owner.js';
import { type Claim, type Keyed, keyed } from './parts.js';

/** The part that holds the settings, and the one of the other single values; those of the facets are called like these. */
export const SETTINGS_PART = 'settings';
export const VALUES_PART = 'values';

/** The single values of an instance that are no settings. */
export interface OwnValues {
  description: string;
  enabled: boolean;
}

export function valuesPart({ description, enabled }: OwnValues): Keyed {
  const values = [
    { name: 'description', value: description },
    { name: 'enabled', value: enabled },
  ];
  return keyed(values, ({ name }) => String(name));
}

/**
 * An instance as one side has it.
 * @param items as answers show them
 * @param settings null where there is none
 */
export function instanceParts(items: FacetMap<readonly SpecValues[]>, settings: OwnSettings): Parts {
  const facets = FACET_NAMES.map((name) => [name, keyed(items[name], keyOf(name))] as const);
  return new Map<string, Keyed>([...facets, [SETTINGS_PART, settingsPart(settings)]]);
}

function keyOf(name: FacetName): (item: SpecValues) => string {
  const facet = facetOf(name);
  return (item) => facet.key(item);
}

function settingsPart(settings: OwnSettings): Keyed {
  const set = SETTING_NAMES.flatMap((name): SpecValues[] => {
    const value = settings[name];
    if (value !== null) return [{ setting: name, value }];
    return isOwnSetting(settings, name) ? [{ setting: name, removed: true }] : [];
  });
  return keyed(set, ({ setting }) => String(setting));
}

/** The keys of a part under which an instance has a sealed value of its own. */
export function sealedKeys(overrides: FacetMap<readonly StoredRow[]>): (part: string) => ReadonlySet<string> {
  return (part) => {
    const name = FACET_NAMES.find((each) => each === part);
    if (name === undefined) return new Set();
    const facet = facetOf(name);
    return new Set(overrides[name].filter((row) => !row.removed && isSealed(facet, row)).map((row) => facet.key(row)));
  };
}

/** Whether an item, as answers show it, is a secret with a value. */
export function isSealed({ sealing }: Pick<ReturnType<typeof facetOf>, 'sealing'>, item: SpecValues): boolean {
  return sealing !== undefined && item[sealing.flag] === true && item[sealing.value] === MASK;
}

/** What the items of a part take that no other one of the same owner may take; undefined where that is the key itself. */
export function claimOf(part: string): Claim | undefined {
  const name = FACET_NAMES.find((each) => each === part);
  if (name === undefined) return undefined;
  const facet = facetOf(name);
  const is_key = facet.unique_columns.every((column) => facet.key_columns.includes(column));
  return is_key ? undefined : (item) => facet.claim(item);
}

/** The keys of a part that are stored for an instance itself. */
export function ownKeys(overrides: FacetMap<readonly StoredRow[]>, settings: OwnSettings): (part: string) => string[] {
  return (part) => {
    if (part === VALUES_PART) return ['description', 'enabled'];
    if (part === SETTINGS_PART) return SETTING_NAMES.filter((name) => isOwnSetting(settings, name));
    const name = FACET_NAMES.find((each) => each === part);
    return name === undefined ? [] : overrides[name].map((row) => facetOf(name).key(row));
  };
}
