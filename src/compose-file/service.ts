import { InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { configFiles } from '../facets/config-files.js';
import type { FacetName } from '../facets/facets.js';
import { slug } from '../model/names.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import { parseCommand } from './command.js';
import { parseConfigs } from './configs.js';
import { parseDependsOn, resolveDependencies } from './dependencies.js';
import { parseEnvironment } from './environment.js';
import { parseServiceOptions } from './options.js';
import { parseHealthcheck } from './healthcheck.js';
import { parseImage } from './image.js';
import { parseItems } from './items.js';
import { parseLabels } from './labels.js';
import { below, type Parsed, type ParseWarning, warning } from './parsed.js';
import { parsePorts } from './ports.js';
import { parseRestart, parseUser } from './settings.js';
import { parseVolumes } from './volumes.js';
import { parseExtension } from './x-devarch.js';

/** What a service takes from the rest of its file. */
export interface FileContext {
  /** Name of the template by key of the service. */
  names: ReadonlyMap<string, string>;
  /** The top-level `volumes` and `configs`. */
  volumes: Record<string, unknown>;
  configs: Record<string, unknown>;
}

export interface ParsedService {
  /** Its key in the file. */
  key: string;
  /** The keys that it has in the file, as they stand there. */
  keys: Record<string, unknown>;
  template: TemplateDefinition;
  /** Where each item of a facet stands in the file. */
  places: Partial<Record<FacetName, string[]>>;
  warnings: ParseWarning[];
  /** Variables that were taken for secrets by their looks; left out where nobody looked. */
  detected?: ReadonlySet<string>;
}

const ALONE: FileContext = { names: new Map(), volumes: {}, configs: {} };

/**
 * One Compose service as a template. What no field can hold is named in a warning, and kept as an option where it means
 * something. InvalidInput where the service is no map or has neither an image nor a build.
 */
export function parseService(name: string, service: unknown, file: FileContext = ALONE): ParsedService {
  const where = below('/services', name);
  if (!isObject(service)) throw InvalidInput.field(where, 'must be a map of Compose keys');
  const template_name = file.names.get(name) ?? slug(name);
  const parts = parseParts(service, where, file, template_name);
  const { category, description, domains, provides } = parts.extension.value;
  const template: TemplateDefinition = {
    name: template_name,
    category,
    description,
    ...parts.image.value,
    restart_policy: parts.restart_policy.value,
    command: parts.command.value,
    user_spec: parts.user_spec.value,
    enabled: true,
    ports: parts.ports.value,
    volumes: parts.volumes.value,
    env_vars: parts.env_vars.value,
    labels: parts.labels.value,
    domains,
    healthcheck: parts.healthcheck.value,
    config_files: parts.config_files.value,
    options: parts.options.value,
    dependencies: parts.dependencies.value,
    provides,
  };
  const renamed = warning('name-changed', where, `is no name of a template; ${template_name} is taken`);
  const warnings = Object.values<Parsed<unknown>>(parts).flatMap((part) => part.warnings);
  const { ports, volumes, env_vars, labels, config_files, options } = parts;
  return {
    ...{ key: name, keys: service, template },
    places: {
      ...{ ports: ports.places, volumes: volumes.places, env_vars: env_vars.places },
      ...{ labels: labels.places, config_files: config_files.places, options: options.places },
    },
    warnings: template_name === name ? warnings : [renamed, ...warnings],
  };
}

/** Every key of the service read once; the order is the order of the warnings. */
function parseParts(service: Record<string, unknown>, where: string, file: FileContext, own_name: string) {
  const at = (key: string) => below(where, key);
  const extension = parseExtension(service['x-devarch'], at('x-devarch'));
  const depends_on = parseDependsOn(service.depends_on, at('depends_on'));
  const command = parseCommand(service.command, at('command'));
  const user_spec = parseUser(service.user, at('user'));
  const healthcheck = parseHealthcheck(service.healthcheck, at('healthcheck'));
  const configs = parseConfigs(service.configs, at('configs'), file.configs);
  const wanted = [...depends_on.value, ...extension.value.dependencies];
  const kept = { command: command.kept, user: user_spec.kept, healthcheck: healthcheck.kept, configs: configs.kept };
  return {
    image: parseImage(service, own_name, where),
    restart_policy: parseRestart(service.restart, at('restart')),
    command,
    user_spec,
    ports: parsePorts(service.ports, at('ports')),
    volumes: parseVolumes(service, where, file.volumes),
    env_vars: parseEnvironment(
      service.environment,
      at('environment'),
      extension.value.secrets,
      extension.value.generate,
    ),
    labels: parseLabels(service.labels, at('labels')),
    healthcheck,
    configs,
    config_files: parseItems(configFiles, [...configs.value, ...extension.value.config_files]),
    depends_on,
    dependencies: resolveDependencies(wanted, own_name, file.names),
    extension,
    options: parseServiceOptions(service, where, kept),
  };
}
