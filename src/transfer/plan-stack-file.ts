import { warning } from '../compose-file/parsed.js';
import type { Facet } from '../facets/facet.js';
import { itemsOf, shownValues } from '../facets/item-values.js';
import { generatedKeys } from '../facets/sealing.js';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../facets/facets.js';
import type { LinkTarget } from '../references/links.js';
import { givenSettings, takenSettings } from '../settings/removed-settings.js';
import { SETTING_NAMES } from '../settings/settings.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import { hostLoss, type Report } from './host-access.js';
import type { FacetWrite, InstancePlan, InstanceValues } from './instance-plan.js';
import { LINKS_PART, saidParts, settingsOf, storedParts, wantedParts } from './merge/file-parts.js';
import { claimOf, isSealed, sealedKeys, SETTINGS_PART, VALUES_PART } from './merge/instance-parts.js';
import { type MergePolicy, mergeOwner, type PartOutcome, rememberNew, takenKeys } from './merge/merge-owner.js';
import { asRow } from './merge/rows-after.js';
import type { RememberedParts } from './merge/stack-base.js';
import { liveBindings, planLinks } from './plan-links.js';
import type { FileRow, ReadInstance } from './read-stack-file.js';
import { type Mask, type WantedRow, withSecret } from './file-secrets.js';
import type { Loss } from './report.js';
import type { StoredInstance, StoredRow } from './stored-stack.query.js';

export interface PlanContext {
  mask: Mask;
  report: Report;
  /** The instances that the stack will have, by name. */
  targets: ReadonlyMap<string, LinkTarget>;
  /** What the last import set of each instance, by the names that they have now; none where that is not known. */
  bases: ReadonlyMap<string, RememberedParts>;
  policy: MergePolicy;
}

/** What an instance is to be: the rows of its overrides, and the targets of its links. */
interface Wanted {
  instance: ReadInstance;
  rows: FacetMap<WantedRow[]>;
  links: Record<string, string>;
}

/**
 * What has to be done for one instance to be as the file has it, merged with what is there. A secret that the file only refers
 * to is kept where the instance has it, and otherwise stored without a value; a removal of what the template does not have is
 * left out. Pure.
 */
export function planFileInstance(
  instance: ReadInstance,
  where: string,
  template: TemplateDefinition,
  stored: StoredInstance | undefined,
  context: PlanContext,
): InstancePlan {
  const current = stored?.template_name === instance.template ? stored : undefined;
  const losses: Loss[] = [];
  const rows = perFacet((_, name) => wantedRows(name, instance, template, current, { ...context, where, losses }));
  const { links, losses: dropped } = planLinks(instance, `${where}/links`, template.dependencies, context.targets);
  const wanted = { instance, rows, links };
  return {
    instance_id: instance.name,
    where,
    template: instance.template,
    matched_by: 'name',
    alternatives: [],
    present: current ? 'same' : stored ? 'other' : 'none',
    ...(current ? mergedWrites(wanted, current, context) : newWrites(wanted, context)),
    losses: [...losses, ...dropped],
    warnings: FACET_NAMES.flatMap((name) => {
      return hazardsOf(name, `${where}/overrides/${name}`, instance.overrides[name], context.report);
    }),
  };
}

function hazardsOf(name: FacetName, where: string, rows: FileRow[], report: Report): Loss[] {
  const set = rows.flatMap(({ values, removed }, index) => (removed ? [] : [{ values, index }]));
  return report({ [name]: set.map(({ values }) => values) }).map((hazard) => {
    return hostLoss(`${where}/${set[hazard.index]?.index ?? 0}`, hazard);
  });
}

type Writes = Pick<InstancePlan, 'values' | 'writes' | 'links' | 'outcomes' | 'parts'>;

function newWrites({ instance, rows, links }: Wanted, { mask }: PlanContext): Writes {
  const { description, enabled } = instance;
  const writes = FACET_NAMES.flatMap((name): FacetWrite[] => {
    const items = rows[name].map(({ values, removed }) => asRow(facetOf(name), values, removed));
    return items.length === 0 ? [] : [{ facet: name, items, as: 'overrides' }];
  });
  const parts = rememberNew(wantedParts(instance, rows, links), saidParts(instance, links, mask));
  const bound = Object.keys(links).length > 0 && { links };
  return {
    values: { description, enabled, ...givenSettings(settingsOf(instance)) },
    writes,
    ...bound,
    outcomes: [],
    parts,
  };
}

function mergedWrites(wanted: Wanted, stored: StoredInstance, { bases, policy, mask }: PlanContext): Writes {
  const { instance, rows, links } = wanted;
  const sides = {
    base: bases.get(stored.instance_id),
    mine: storedParts(stored),
    theirs: wantedParts(instance, rows, links),
    said: saidParts(instance, links, mask),
  };
  const { outcomes, parts } = mergeOwner({ ...sides, sealed: sealedKeys(stored.overrides), claim: claimOf }, policy);
  const writes = FACET_NAMES.flatMap((name): FacetWrite[] => {
    const keys = takenKeys(outcomes, name);
    if (keys.size === 0) return [];
    const facet = facetOf(name);
    const kept = stored.overrides[name].filter((row) => !keys.has(facet.key(row)));
    const set = rows[name].filter(({ values }) => keys.has(facet.key(values)));
    const old = kept.map((row) => asRow(facet, row, row.removed));
    return [
      { facet: name, items: [...old, ...set.map((row) => asRow(facet, row.values, row.removed))], as: 'overrides' },
    ];
  });
  return {
    values: valuesOf(instance, stored, outcomes),
    writes,
    ...linksOf(wanted, stored, outcomes),
    outcomes,
    parts,
  };
}

function valuesOf(instance: ReadInstance, stored: StoredInstance, outcomes: readonly PartOutcome[]): InstanceValues {
  const { description, enabled } = instance;
  const [values, settings] = [takenKeys(outcomes, VALUES_PART), takenKeys(outcomes, SETTINGS_PART)];
  const taken = SETTING_NAMES.filter((name) => settings.has(name));
  return {
    ...(values.has('description') && { description }),
    ...(values.has('enabled') && { enabled }),
    ...takenSettings(taken, settingsOf(instance), stored.removed_settings),
  };
}

function linksOf(
  { links }: Wanted,
  { bindings }: StoredInstance,
  outcomes: readonly PartOutcome[],
): Pick<Writes, 'links'> {
  const keys = takenKeys(outcomes, LINKS_PART);
  if (keys.size === 0) return {};
  const kept = Object.entries(liveBindings(bindings)).filter(([link]) => !keys.has(link));
  const set = Object.entries(links).filter(([link]) => keys.has(link));
  return { links: Object.fromEntries([...kept, ...set]) };
}

function wantedRows(
  name: FacetName,
  instance: ReadInstance,
  template: TemplateDefinition,
  current: StoredInstance | undefined,
  { where, mask, losses }: Pick<PlanContext, 'mask'> & { where: string; losses: Loss[] },
): WantedRow[] {
  const facet = facetOf(name);
  const stored = current?.overrides[name] ?? [];
  const has = [...itemsOf<object>(template[name]), ...stored.filter(({ removed }) => removed)];
  const removable = new Set(has.map((item) => facet.key(item)));
  const generated = generatedKeys(facet, itemsOf<object>(template[name]));
  const made = current ? undefined : generated;
  const wanted = instance.overrides[name].flatMap((row, index): WantedRow[] => {
    const list = `${where}/overrides/${name}`;
    const place = facet.key_columns.length === 0 ? list : `${list}/${index}`;
    if (!row.removed) return [withSecret(facet, row, { stored, mask, where: place, losses, generated: made })];
    if (removable.has(facet.key(row.values))) return [{ ...row, shown: row.values }];
    losses.push(warning('removal-without-item', place, `the template has no such ${facet.noun} to remove; left out`));
    return [];
  });
  return [...wanted, ...keptGenerated(facet, stored, instance.overrides[name], generated)];
}

/** What was generated for the instance and the file says nothing of: nobody wrote it, so nobody leaves it out. */
function keptGenerated(
  facet: Facet,
  stored: readonly StoredRow[],
  rows: readonly FileRow[],
  generated: ReadonlySet<string>,
): WantedRow[] {
  const said = new Set(rows.map(({ values }) => facet.key(values)));
  const unsaid = stored.filter((row) => generated.has(facet.key(row)) && !said.has(facet.key(row)));
  const kept = unsaid.filter((row) => !row.removed && isSealed(facet, row));
  return kept.map((row) => ({ values: row, removed: false, shown: shownValues(facet, row) }));
}
