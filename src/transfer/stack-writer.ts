import type { EntityManager } from 'typeorm';
import type { InstanceChange, ManyInstancesService } from '../instances/many-instances.service.js';
import type { SpecValues } from '../facets/facet.js';
import type { VariablesService } from '../variables/variables.service.js';
import type { LinksService } from '../links/links.service.js';
import { placed, productOf, relocated } from './in-file.js';
import { changesNothing, type InstancePlan } from './instance-plan.js';
import type { StoredInstance } from './stored-stack.query.js';

/** Sets variables of a stack. */
export async function writeVariables(
  variables: VariablesService,
  stack: string,
  set: readonly SpecValues[],
  tx: EntityManager,
): Promise<void> {
  if (set.length === 0) return;
  await placed(productOf('/variables'), () => variables.patch(stack, { set }, tx));
}

/** Carries out the plans for the instances of a stack, after those that are gone went to the trash. */
export async function writePlans(
  instances: ManyInstancesService,
  stack: string,
  gone: readonly StoredInstance[],
  plans: readonly InstancePlan[],
  tx: EntityManager,
): Promise<void> {
  const changes = plans.filter((plan) => !changesNothing(plan)).map(changeOf);
  if (changes.length === 0 && gone.length === 0) return;
  const names = gone.map(({ instance_id }) => instance_id);
  await instances.write(stack, names, changes, tx);
}

/** Binds the links of those instances whose plans say how, now that all of them are there. */
export async function writeLinks(
  links: LinksService,
  stack: string,
  plans: readonly InstancePlan[],
  tx: EntityManager,
): Promise<void> {
  const wanted = plans.flatMap((plan) => (plan.links ? [{ instance_id: plan.instance_id, links: plan.links }] : []));
  if (wanted.length > 0) await links.replaceMany(stack, wanted, tx);
}

function changeOf({ instance_id, where, template, present, values, writes }: InstancePlan): InstanceChange {
  return {
    ...{ instance_id, values, writes },
    ...(present !== 'same' && { template }),
    refuse: (error) => relocated(error, productOf(where)),
  };
}
