import type { EffectiveInstance } from '../effective/effective.service.js';
import type { EnvVarSpec, TemplateEnvVarSpec } from '../facets/env-vars.js';
import { isSwitchedOff } from '../facets/healthcheck.js';
import { keysOf } from '../facets/options.js';
import { FACETS } from '../facets/facets.js';
import { itemsOf, specsOf } from '../facets/item-values.js';
import { execForm } from '../facets/values.js';
import type { Place } from '../references/scope.js';
import { isOnlyReference } from '../references/text.js';
import { imageReference } from '../compose-file/image.js';
import { marksIn, writeMark } from './marks.js';
import type { InstanceTexts } from './resolve-texts.js';
import type { ResolvedConfigFile, ResolvedEnvVar, ResolvedInstance, ResolvedVolume } from './resolved.js';
import { type NamedVolume, namedVolume } from '../model/volume-names.js';

/** How things of one instance are called in a file of the whole stack. */
export interface NamesInStack {
  volume: (mount: NamedVolume) => string;
}

/** An instance with all names filled in; what it depends on is found out for the stack as a whole. */
export function resolveInstance(
  config: EffectiveInstance,
  names: NamesInStack,
  texts: InstanceTexts,
): Omit<ResolvedInstance, 'depends_on'> {
  const { id, instance_id, template_name, container_name } = config;
  const command = config.command === null ? null : texts.setting('command', config.command);
  const healthchecks = specsOf(FACETS.healthcheck, itemsOf(config.healthcheck));
  const labels = texts.items('labels', specsOf(FACETS.labels, config.labels));
  return {
    ...{ id, instance_id, template_name, container_name },
    image: imageReference(config.image_name, texts.setting('image_tag', config.image_tag)),
    command: command === null ? null : (execForm(command) ?? command),
    user: config.user_spec,
    restart: config.restart_policy,
    ports: specsOf(FACETS.ports, config.ports),
    volumes: resolveVolumes(config, names),
    env_vars: resolveEnvVars(config, texts),
    labels: Object.fromEntries(labels.map(({ key, value }) => [key, value])),
    domains: texts.items('domains', specsOf(FACETS.domains, config.domains)),
    healthcheck: texts.items('healthcheck', healthchecks)[0] ?? null,
    config_files: resolveFiles(config, texts),
    options: optionsInEffect(config),
  };
}

/** The mounts of named volumes; anonymous ones have no name. */
export function namedVolumes(config: EffectiveInstance): NamedVolume[] {
  return config.volumes.flatMap((item) => namedVolume(config.instance_id, item) ?? []);
}

/** Where the instance keeps secrets of its own. */
export function secretPlaces({ instance_id, env_vars }: EffectiveInstance): Place[] {
  return env_vars.filter(isOwnSecret).map(({ key }) => ({ of: 'instance', instance_id, attribute: 'env', key }));
}

/** A secret that is not somebody else's. */
export function isOwnSecret({ is_secret, value }: Pick<EnvVarSpec, 'is_secret' | 'value'>): boolean {
  return is_secret === true && (value === null || !isOnlyReference(value));
}

/** A value that is nothing but a secret is that secret, whoever keeps it. */
function resolveEnvVars({ instance_id, env_vars }: EffectiveInstance, texts: InstanceTexts): ResolvedEnvVar[] {
  const stored = specsOf(FACETS.env_vars, env_vars);
  return texts.items('env_vars', stored).map(({ key, value }, index): ResolvedEnvVar => {
    if (isOwnSecret(stored[index] ?? { value })) {
      const secret = texts.secret({ of: 'instance', instance_id, attribute: 'env', key });
      return { key, ...secret, ...recipeOf(env_vars[index]) };
    }
    const [only] = value === null ? [] : marksIn(value);
    if (only && 'secret' in only && value === writeMark(only) && !texts.isPlain(only.secret))
      return { key, value: null, secret: only.secret };
    return { key, value, secret: null };
  });
}

/** A template by itself says how a secret is made. */
function recipeOf(item: TemplateEnvVarSpec | undefined): Pick<ResolvedEnvVar, 'generate'> {
  return typeof item?.generate === 'string' ? { generate: item.generate } : {};
}

/** A file with a secret in its text is one itself. */
function resolveFiles({ config_files }: EffectiveInstance, texts: InstanceTexts): ResolvedConfigFile[] {
  return texts
    .items('config_files', specsOf(FACETS.config_files, config_files))
    .map((file, index) => (texts.holdsSecret(`/config_files/${index}/content`) ? { ...file, is_secret: true } : file));
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

/** What the template says of its healthcheck besides goes with it where the instance has its own or none. */
function optionsInEffect({ options, overrides_applied }: EffectiveInstance): ResolvedInstance['options'] {
  const ofTemplate = ({ key, source }: (typeof options)[number]) => key === 'healthcheck' && source === 'template';
  return keysOf(overrides_applied.healthcheck ? options.filter((item) => !ofTemplate(item)) : options);
}
