import type { KeyShare } from '../facets/facet.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { SETTING_NAMES, SETTINGS } from '../settings/settings.js';

/** The keys of a Compose service that are read, and how much of each is told by what it is read into. */
const SHARES = new Map<string, KeyShare>([
  ...(['container_name', 'depends_on', 'x-devarch'] as const).map((key) => [key, 'whole'] as const),
  ...SETTING_NAMES.flatMap((name) => Object.entries<KeyShare>(SETTINGS[name].compose_keys)),
  ...FACET_NAMES.flatMap((name) => Object.entries(facetOf(name).compose_keys)),
]);

/** The keys that a template has fields for. */
export const READ_KEYS: ReadonlySet<string> = new Set(SHARES.keys());

/** The keys of which nothing is left for what a template keeps besides: there they mean nothing. */
export const WHOLE_KEYS: ReadonlySet<string> = new Set([...READ_KEYS].filter((key) => SHARES.get(key) === 'whole'));
