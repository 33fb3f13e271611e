import type { SpecValues } from '../../facets/facet.js';
import { type FacetMap, type FacetName, facetOf, perFacet } from '../../facets/facets.js';
import { shownValues } from '../../facets/item-values.js';
import type { OwnSettings } from '../../settings/removed-settings.js';
import { perSetting } from '../../settings/settings.js';
import type { FileRow, ReadInstance } from '../read-stack-file.js';
import type { Mask, WantedRow } from '../file-secrets.js';
import { liveBindings } from '../plan-links.js';
import type { StoredInstance } from '../stored-stack.query.js';
import { instanceParts, type OwnValues, VALUES_PART, valuesPart } from './instance-parts.js';
import type { Parts } from './merge-owner.js';
import { keyed } from './parts.js';

/** The part that holds the links. */
export const LINKS_PART = 'links';

/** What an instance says of itself beside its overrides. */
interface Own extends OwnValues {
  settings: OwnSettings;
  links: Record<string, string>;
}

/** An instance as it is stored: its override rows and what else it says of itself. */
export function storedParts(stored: StoredInstance): Parts {
  const rows = perFacet((_, name) => stored.overrides[name].map((row) => shownRow(name, row, row.removed)));
  return ownParts(rows, { ...stored, settings: ownOf(stored), links: liveBindings(stored.bindings) });
}

/** An instance as its rows would be stored for a file. */
export function wantedParts(instance: ReadInstance, rows: FacetMap<WantedRow[]>, links: Record<string, string>): Parts {
  const shown = perFacet((_, name) => rows[name].map((row) => shownRow(name, row.shown, row.removed)));
  return ownParts(shown, { ...instance, settings: settingsOf(instance), links });
}

/** An instance as a file says it, whatever is there. */
export function saidParts(instance: ReadInstance, links: Record<string, string>, mask: Mask): Parts {
  const said = perFacet((_, name) => {
    const facet = facetOf(name);
    return instance.overrides[name].map(({ values, removed }: FileRow) => {
      return shownRow(name, removed ? values : mask(facet, values), removed);
    });
  });
  return ownParts(said, { ...instance, settings: settingsOf(instance), links });
}

export function settingsOf({ settings, removed_settings = [] }: ReadInstance): OwnSettings {
  return { ...perSetting((name) => settings?.[name] ?? null), removed_settings };
}

/** What an instance that is stored says of settings. */
export function ownOf({ settings, removed_settings }: StoredInstance): OwnSettings {
  return { ...settings, removed_settings };
}

/** A removal is told by its key. */
function shownRow(name: FacetName, values: SpecValues, removed: boolean): SpecValues {
  const facet = facetOf(name);
  if (!removed) return shownValues(facet, values);
  const key = Object.fromEntries(facet.key_columns.map((column) => [column, values[column] ?? null]));
  return { ...key, removed };
}

function ownParts(rows: FacetMap<SpecValues[]>, { settings, links, ...values }: Own): Parts {
  const bound = Object.entries(links).map(([link, instance_id]) => ({ link, instance_id }));
  return new Map([
    ...instanceParts(rows, settings),
    [VALUES_PART, valuesPart(values)],
    [LINKS_PART, keyed(bound, ({ link }) => String(link))],
  ]);
}
