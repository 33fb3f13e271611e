import { canonicalJson } from '../common/canonical-json.js';
import { warning } from '../compose-file/parsed.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { itemsOf, shownValues } from '../facets/item-values.js';
import { generatedKeys, MASK } from '../facets/sealing.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import type { LinkTarget } from '../references/links.js';
import { perSetting } from '../settings/settings.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import { changedSettings, type FacetWrite, type InstancePlan, type InstanceValues } from './instance-plan.js';
import { hostLoss, type Report } from './host-access.js';
import { planLinks } from './plan-links.js';
import type { FileRow, ReadInstance } from './read-stack-file.js';
import { type Mask, type WantedRow, withSecret } from './file-secrets.js';
import type { Loss } from './report.js';
import type { StoredInstance, StoredRow } from './stored-stack.query.js';

export interface PlanContext {
  mask: Mask;
  report: Report;
  /** The instances that the stack will have, by name. */
  targets: ReadonlyMap<string, LinkTarget>;
}

/**
 * What has to be done for one instance to be as the file has it. A secret that the file only refers to is kept where the
 * instance has it, and otherwise stored without a value; a removal of what the template does not have is left out. Pure.
 */
export function planFileInstance(
  instance: ReadInstance,
  where: string,
  template: TemplateDefinition,
  stored: StoredInstance | undefined,
  { mask, report, targets }: PlanContext,
): InstancePlan {
  const current = stored?.template_name === instance.template ? stored : undefined;
  const facets = FACET_NAMES.map((name) => {
    const place = `${where}/overrides/${name}`;
    const had = current?.overrides[name];
    return planFacet(name, place, instance.overrides[name], had, itemsOf<object>(template[name]), mask);
  });
  const bound = planLinks(instance, `${where}/links`, template.dependencies, current, targets);
  return {
    instance_id: instance.name,
    where,
    template: instance.template,
    matched_by: 'name',
    alternatives: [],
    present: current ? 'same' : stored ? 'other' : 'none',
    values: valuesOf(instance, current),
    writes: facets.flatMap(({ write }) => write ?? []),
    ...(bound.links && { links: bound.links }),
    losses: [...facets.flatMap(({ losses }) => losses), ...bound.losses],
    warnings: FACET_NAMES.flatMap((name) => {
      return hazardsOf(name, `${where}/overrides/${name}`, instance.overrides[name], report);
    }),
  };
}

function hazardsOf(name: FacetName, where: string, rows: FileRow[], report: Report): Loss[] {
  const set = rows.flatMap(({ values, removed }, index) => (removed ? [] : [{ values, index }]));
  return report({ [name]: set.map(({ values }) => values) }).map((hazard) => {
    return hostLoss(`${where}/${set[hazard.index]?.index ?? 0}`, hazard);
  });
}

function valuesOf(
  { description, enabled, settings }: ReadInstance,
  current: StoredInstance | undefined,
): InstanceValues {
  const wanted = perSetting((name) => settings?.[name] ?? null);
  if (!current) return { description, enabled, settings: wanted };
  const changed = changedSettings(wanted, current.settings);
  return {
    ...(description !== current.description && { description }),
    ...(enabled !== current.enabled && { enabled }),
    ...(Object.keys(changed).length > 0 && { settings: changed }),
  };
}

function planFacet(
  name: FacetName,
  where: string,
  rows: FileRow[],
  had: StoredRow[] | undefined,
  template: object[],
  mask: Mask,
): { write?: FacetWrite; losses: Loss[] } {
  const facet = facetOf(name);
  const stored = had ?? [];
  const removable = new Set([...template, ...stored.filter(({ removed }) => removed)].map((item) => facet.key(item)));
  const losses: Loss[] = [];
  const generated = generatedKeys(facet, template);
  const made = had ? undefined : generated;
  const wanted = rows.flatMap((row, index): WantedRow[] => {
    const place = facet.key_columns.length === 0 ? where : `${where}/${index}`;
    if (!row.removed) return [withSecret(facet, row, { stored, mask, where: place, losses, generated: made })];
    if (removable.has(facet.key(row.values))) return [{ ...row, shown: row.values }];
    losses.push(warning('removal-without-item', place, `the template has no such ${facet.noun} to remove; left out`));
    return [];
  });
  wanted.push(...keptGenerated(facet, stored, rows, generated));
  const now = stored.map((row) => comparable(facet, row.removed, row));
  const then = wanted.map(({ removed, shown }) => comparable(facet, removed, shown));
  if (JSON.stringify(now.toSorted()) === JSON.stringify(then.toSorted())) return { losses };
  return { write: { facet: name, items: wanted.map((row) => toItem(facet, row)), as: 'overrides' }, losses };
}

/** What was generated for the instance and the file says nothing of: nobody wrote it, so nobody leaves it out. */
function keptGenerated(facet: Facet, stored: StoredRow[], rows: FileRow[], generated: Set<string>): WantedRow[] {
  const said = new Set(rows.map(({ values }) => facet.key(values)));
  const kept = stored.filter(
    (row) => generated.has(facet.key(row)) && !said.has(facet.key(row)) && isSealed(facet, row),
  );
  return kept.map((row) => ({ values: row, removed: false, shown: shownValues(facet, row) }));
}

function isSealed({ sealing }: Facet, row: StoredRow): boolean {
  return sealing !== undefined && !row.removed && row[sealing.flag] === true && row[sealing.value] === MASK;
}

function comparable(facet: Facet, removed: boolean, row: SpecValues): string {
  return removed ? `removed ${facet.key(row)}` : canonicalJson(shownValues(facet, row));
}

/** A row as it is written: a removal by its key, and what was left out, as a flag may be, left out again. */
function toItem({ columns, key_columns, sealing }: Facet, { values, removed }: FileRow): object {
  const told = removed ? key_columns : columns.filter((column) => column !== sealing?.flag || values[column] !== null);
  return { ...Object.fromEntries(told.map((column) => [column, values[column]])), removed };
}
