import type { ParseWarning } from '../compose-file/parsed.js';
import type { FacetMap } from '../facets/facets.js';
import type { Settings } from '../settings/settings.js';

/** What of a file could not be kept exactly as it stands, or may surprise, and where. Never repeats a value. */
export type Loss = ParseWarning;

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
  losses: Loss[];
  /** What is kept and may surprise, such as what reaches the host. */
  warnings: Loss[];
}

/** What became of the variables of a stack, by key. */
export interface VariablesReport {
  created: string[];
  updated: string[];
  unchanged: string[];
  deleted: string[];
}

export interface StackImportReport {
  dry_run: boolean;
  stack: { name: string; network_name: string; result: Result };
  variables: VariablesReport;
  instances: InstanceReport[];
  /** Private templates that had to be made. */
  templates_created: string[];
  /** What concerns the file and no single instance. */
  losses: Loss[];
}
