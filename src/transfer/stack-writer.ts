import type { EntityManager } from 'typeorm';
import { isSingle } from '../facets/facet.js';
import { facetOf } from '../facets/facets.js';
import type { InstancesService } from '../instances/instances.service.js';
import type { OverridesService } from '../instances/overrides.service.js';
import type { InstancePath } from '../model/lookup.js';
import { placed, productOf } from './in-file.js';
import { changesNothing, type FacetWrite, type InstancePlan } from './instance-plan.js';

/** The services through which an import writes, each in the import's transaction. */
export interface Writers {
  instances: InstancesService;
  overrides: OverridesService;
}

/** Carries out the plan for one instance of the stack. */
export async function writeInstance(
  { instances, overrides }: Writers,
  stack: string,
  plan: InstancePlan,
  tx: EntityManager,
): Promise<void> {
  if (changesNothing(plan)) return;
  const { instance_id, template, values } = plan;
  const path = { stack, instance: instance_id };
  await placed(productOf(plan.where), async () => {
    if (plan.present === 'other') await instances.remove(path, tx);
    if (plan.present !== 'same') await instances.create(stack, { instance_id, template, ...values }, tx);
    else if (Object.keys(values).length > 0) await instances.update(path, values, tx);
  });
  for (const write of plan.writes) await writeFacet(overrides, path, plan.where, write, tx);
}

async function writeFacet(
  overrides: OverridesService,
  path: InstancePath,
  where: string,
  { facet, items, as }: FacetWrite,
  tx: EntityManager,
): Promise<void> {
  const body = { [facet]: isSingle(facetOf(facet)) ? (items[0] ?? null) : items };
  await placed(productOf(where), () => overrides.replace(facet, path, body, { as }, tx));
}
