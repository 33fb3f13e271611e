import type { EffectiveInstance } from '../effective/effective.service.js';
import { isSwitchedOff } from '../facets/healthcheck.js';
import { FACETS } from '../facets/facets.js';
import { itemsOf, specsOf } from '../facets/item-values.js';
import { execForm } from '../facets/values.js';
import { imageReference } from '../compose-file/image.js';
import type { ResolvedEnvVar, ResolvedInstance, ResolvedVolume } from './resolved.js';
import type { SecretKey } from './secret-names.js';
import { type NamedVolume, namedVolume } from '../model/volume-names.js';

/** How things of one instance are called in a file of the whole stack. */
export interface NamesInStack {
  volume: (mount: NamedVolume) => string;
  secret: (secret: SecretKey) => string;
  /** The plain values of secrets, by instance and key; a secret without one stays a reference. */
  revealed: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** An instance with all names filled in; what it depends on is found out for the stack as a whole. Pure. */
export function resolveInstance(config: EffectiveInstance, names: NamesInStack): Omit<ResolvedInstance, 'depends_on'> {
  const { id, instance_id, template_name, container_name } = config;
  return {
    ...{ id, instance_id, template_name, container_name },
    image: imageReference(config.image_name ?? '', config.image_tag ?? ''),
    command: config.command === null ? null : (execForm(config.command) ?? config.command),
    user: config.user_spec,
    restart: config.restart_policy ?? '',
    ports: specsOf(FACETS.ports, config.ports),
    volumes: resolveVolumes(config, names),
    env_vars: specsOf(FACETS.env_vars, config.env_vars).map(({ key, value, is_secret }): ResolvedEnvVar => {
      const revealed = names.revealed.get(instance_id)?.get(key);
      if (!is_secret || revealed !== undefined) return { key, value: revealed ?? value, secret: null };
      return { key, value: null, secret: names.secret({ instance_id, key }) };
    }),
    labels: Object.fromEntries(specsOf(FACETS.labels, config.labels).map(({ key, value }) => [key, value])),
    domains: specsOf(FACETS.domains, config.domains),
    healthcheck: specsOf(FACETS.healthcheck, itemsOf(config.healthcheck))[0] ?? null,
    config_files: specsOf(FACETS.config_files, config.config_files),
    extra: extraInEffect(config),
  };
}

/** The mounts of named volumes; anonymous ones have no name. */
export function namedVolumes(config: EffectiveInstance): NamedVolume[] {
  return config.volumes.flatMap((item) => namedVolume(config.instance_id, item) ?? []);
}

export function secretKeys({ instance_id, env_vars }: EffectiveInstance): SecretKey[] {
  return env_vars.filter(({ is_secret }) => is_secret === true).map(({ key }) => ({ instance_id, key }));
}

/** Whether nobody asks for the health of an instance: its check is switched off, or taken away from it. */
export function isUnchecked({ healthcheck, overrides_applied }: EffectiveInstance): boolean {
  return healthcheck === null ? overrides_applied.healthcheck : isSwitchedOff(healthcheck);
}

function resolveVolumes({ instance_id, volumes }: EffectiveInstance, names: NamesInStack): ResolvedVolume[] {
  return volumes.flatMap((item) => {
    const named = namedVolume(instance_id, item);
    return specsOf(FACETS.volumes, [item]).map((spec) => ({
      ...spec,
      volume_name: named ? names.volume(named) : null,
    }));
  });
}

/** What the template keeps of its healthcheck goes with it where the instance has its own or none. */
function extraInEffect({ extra, overrides_applied }: EffectiveInstance): Record<string, unknown> {
  const { healthcheck, ...others } = extra;
  return overrides_applied.healthcheck || healthcheck === undefined ? others : extra;
}
