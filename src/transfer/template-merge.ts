import type { TemplateDefinition } from '../model/template-definition.js';
import type { Mask } from './file-secrets.js';
import type { OwnedOutcome } from './import-changes.js';
import { type MergePolicy, rememberNew } from './merge/merge-owner.js';
import { readParts, type RememberedParts, storedParts, type StoredParts } from './merge/stack-base.js';
import { mergeTemplate, templateParts } from './merge/template-parts.js';
import type { WantedTemplate } from './template-change.js';

/** A template of a file, and what the file says of it by itself, whatever is there. */
export interface ReadTemplate {
  wanted: WantedTemplate;
  said: TemplateDefinition;
}

/** What templates are to become, and what was found out on the way, by their names. */
export interface MergedTemplates {
  all: WantedTemplate[];
  outcomes: ReadonlyMap<string, OwnedOutcome[]>;
  /** What is to be remembered. */
  sources: ReadonlyMap<string, StoredParts>;
}

/** What is known of templates before an import, by their names. */
export interface TemplatesNow {
  stored: ReadonlyMap<string, TemplateDefinition>;
  /** What their last imports set, as it is stored. */
  sources: ReadonlyMap<string, object>;
  policy: MergePolicy;
  mask: Mask;
}

/** Each template of a file, merged with the one that is there. Pure. */
export function mergeTemplates(read: readonly ReadTemplate[], now: TemplatesNow): MergedTemplates {
  const merged = read.map((one) => mergeOne(one, now));
  const by = <Value>(value: (one: MergedOne) => Value) =>
    new Map(merged.map((one) => [one.wanted.definition.name, value(one)]));
  return {
    all: merged.map(({ wanted }) => wanted),
    outcomes: by(({ outcomes }) => outcomes),
    sources: by(({ parts }) => storedParts(parts)),
  };
}

interface MergedOne {
  wanted: WantedTemplate;
  outcomes: OwnedOutcome[];
  parts: RememberedParts;
}

function mergeOne({ wanted, said }: ReadTemplate, { stored, sources, policy, mask }: TemplatesNow): MergedOne {
  const { definition } = wanted;
  const there = stored.get(definition.name);
  if (!there)
    return { wanted, outcomes: [], parts: rememberNew(templateParts(definition, mask), templateParts(said, mask)) };
  const source = sources.get(definition.name);
  const base = source && readParts(source as StoredParts); // as it was stored
  const merged = mergeTemplate({ stored: there, wanted: definition, said, base }, policy, mask);
  const outcomes = merged.outcomes.map((outcome) => ({ instance_id: null, ...outcome }));
  return { wanted: { ...wanted, definition: merged.definition }, outcomes, parts: merged.parts };
}
