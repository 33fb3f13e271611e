import type { ParseWarning } from '../compose-file/parsed.js';
import type { SpecValues } from '../facets/facet.js';
import type { FacetMap } from '../facets/facets.js';
import type { Settings } from '../settings/settings.js';

/** What of a file could not be kept exactly as it stands, or may surprise, and where. Never repeats a value. */
export type Loss = ParseWarning;

/** The same as it is answered: where it stands in the request. */
export type PlacedLoss = Omit<Loss, 'file' | 'line'> & { line: number | null };

export const MATCHES = ['instance', 'label', 'image', 'private', 'name'] as const;
/** How the template of an instance was found. */
export type MatchedBy = (typeof MATCHES)[number];

export const RESULTS = ['created', 'updated', 'unchanged', 'deleted'] as const;
export type Result = (typeof RESULTS)[number];

/** The keys of a facet that an instance overrides. */
export interface OverriddenKeys {
  set: string[];
  removed: string[];
}

export interface InstanceReport {
  instance_id: string;
  result: Result;
  template: string;
  matched_by: MatchedBy;
  /** Other templates that would have matched as well. */
  alternatives: string[];
  override_count: number;
  overrides: Partial<FacetMap<OverriddenKeys>>;
  settings: (keyof Settings)[];
  losses: PlacedLoss[];
  /** What is kept and may surprise, such as what reaches the host. */
  warnings: PlacedLoss[];
}

/** What became of the variables of a stack, by key. */
export interface VariablesReport {
  created: string[];
  updated: string[];
  unchanged: string[];
  deleted: string[];
}

/** Where an item stands: the part is the name of a facet, or one of settings, values, links, variables, stack, instances. */
export interface ItemPlace {
  /** Null of the stack itself, of its variables, and of templates. */
  instance_id: string | null;
  part: string;
  key: string;
}

/** Items under one key as answers show them: secrets by their fingerprints, long texts by their digests. */
export type ShownItems = SpecValues[];

export interface DroppedItem extends ItemPlace {
  before: ShownItems;
}

export interface KeptItem extends ItemPlace {
  mine: ShownItems;
  theirs: ShownItems;
}

export interface ChangedItem extends ItemPlace {
  before: ShownItems;
  after: ShownItems;
}

export interface ConflictingItem extends KeptItem {
  /** What the last import set. */
  base: ShownItems;
  taken: 'mine' | 'theirs';
}

/** What an import does to what is there; of what it adds to a new instance nothing is said. */
export interface ImportChanges {
  dropped: DroppedItem[];
  kept: KeptItem[];
  changed: ChangedItem[];
  conflicts: ConflictingItem[];
}

export interface StackImportReport extends ImportChanges {
  dry_run: boolean;
  stack: { name: string; network_name: string; result: Result };
  variables: VariablesReport;
  instances: InstanceReport[];
  /** Private templates that had to be made. */
  templates_created: string[];
  /** What concerns the file and no single instance. */
  losses: PlacedLoss[];
}
