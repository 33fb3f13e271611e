import type { EntityManager } from 'typeorm';
import type { EffectiveService } from '../../effective/effective.service.js';
import { FACET_NAMES, type FacetMap } from '../../facets/facets.js';
import type { AffectedText, InstanceImpact, TemplateImpact } from './impact-answers.js';

/** By what others refer to an item of a key: the attributes of its instance. */
const ATTRIBUTES: FacetMap<(key: string) => string[]> = {
  ports: (key) => ['port', `host_port.${key}`, `host_port.${key.replace(/\/tcp$/, '')}`],
  volumes: () => [],
  env_vars: (key) => [`env.${key}`],
  labels: () => [],
  domains: (key) => ['domain', `domain.${key}`],
  healthcheck: () => [],
  config_files: () => [],
  options: () => [],
};

/** The texts that go back to what would change of the instances that are shown; one statement for each of their stacks. */
export async function listAffected(
  tx: EntityManager,
  effective: EffectiveService,
  { instances }: TemplateImpact,
): Promise<AffectedText[]> {
  const targets = new Map<string, Set<string>>();
  for (const impact of instances) {
    const own = targetsOf(impact);
    if (own.length > 0) targets.set(impact.stack, new Set([...(targets.get(impact.stack) ?? []), ...own]));
  }
  const found: AffectedText[] = [];
  for (const [stack, meant] of targets)
    for (const text of await effective.listReferring(stack, meant, tx)) found.push({ stack, ...text });
  return found;
}

/** All by which the changes of an instance can be referred to. */
function targetsOf({ instance_id, affected, settings_affected }: InstanceImpact): string[] {
  const items = FACET_NAMES.flatMap((name) => (affected[name] ?? []).flatMap((key) => ATTRIBUTES[name](key)));
  const settings = settings_affected.filter((name) => name === 'image_tag');
  return [...items, ...settings].map((attribute) => `${instance_id}.${attribute}`);
}
