import fc from 'fast-check';
import { isObject } from '../../src/common/fields.js';
import { ports } from '../../src/facets/ports.js';
import { secondsOf } from '../../src/compose-file/option-values.js';
import type { ResolvedInstance, ResolvedStack } from '../../src/render/resolved.js';
import type { VolumeOptions } from '../../src/facets/volume-options.js';
import type { DependencyCondition } from '../../src/model/template-definition.js';

/** Any stack as a renderer may get it. What a value of a secret would look like never occurs in it otherwise. */

export const LEAKED = 'leaked-secret-value';

const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'a b',
    '$',
    '$$',
    '${X}',
    '$(X)',
    '$X',
    'yes',
    '012',
    'null',
    "it's",
    '"',
    '\\',
    'é$é',
    '#',
    ': ',
  ),
  fc.string({ maxLength: 12 }),
);
const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const longName = fc.stringMatching(/^[a-z0-9][a-z0-9-]{55,61}[a-z0-9]$/);
const path = fc.oneof(
  fc.constantFrom('/data', '/etc/app.conf', '/dev/shm', '/a b', '/x:y', '/..x', '/etc/app-conf'),
  fc.stringMatching(/^(\/[a-zA-Z0-9_.$-]{1,6}){1,3}$/).filter((value) => !value.split('/').includes('..')),
);
const key = fc.oneof(
  fc.constantFrom('LANG', 'A_B', 'my.var', '1ST', '..x', 'a:b'),
  fc.stringMatching(/^[A-Za-z0-9_.:-]{1,8}$/),
);

const port = fc.record({
  host_ip: fc.constantFrom('127.0.0.1', '0.0.0.0', '::', '::1', '10.0.0.1', null),
  host_port: fc.option(fc.integer({ min: 1, max: 65535 })),
  container_port: fc.integer({ min: 1, max: 65535 }),
  protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
  publish_mode: fc.constantFrom('ingress', 'host'),
});
const options = fc.constantFrom<VolumeOptions>(
  {},
  {},
  { selinux: 'Z', propagation: 'rslave', recursive: 'disabled' },
  { create_host_path: false, consistency: 'cached' },
  { nocopy: true, subpath: 'a/b', driver: 'local', driver_opts: { type: 'nfs', o: '$x' }, labels: { a: 'b' } },
  { size: 65_536, mode: '1777', flags: 'noexec,uid=1000' },
);
const mount = fc.record({ target: path, read_only: fc.boolean(), options });
const volume = fc.oneof(
  fc
    .tuple(mount, fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,10}$/), fc.boolean())
    .map(([rest, source, is_external]) => ({
      ...rest,
      volume_type: 'named',
      source,
      volume_name: source,
      is_external,
    })),
  mount.map((rest) => ({ ...rest, volume_type: 'named', source: '', volume_name: null, is_external: false })),
  mount.map((rest) => ({ ...rest, volume_type: 'tmpfs', source: '', volume_name: null, is_external: false })),
  fc
    .tuple(mount, fc.constantFrom('/srv', './conf', '~/x', '../up', '/a/../b', '', '/c$d'))
    .map(([rest, source]) => ({ ...rest, volume_type: 'bind', source, volume_name: null, is_external: false })),
);
const variable = fc.oneof(
  fc.record({ key, value: fc.option(text), secret: fc.constant(null) }),
  fc.record({ key, value: fc.constant(LEAKED), secret: fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,10}$/) }),
);
/** A start interval like the usual one says nothing. */
function repeats(check: { interval_seconds: number } | null, keys: { healthcheck?: unknown }): boolean {
  const given = isObject(keys.healthcheck) ? secondsOf(keys.healthcheck.start_interval) : undefined;
  return check !== null && given !== undefined && Math.max(1, given) === check.interval_seconds;
}

const healthcheck = fc.record({
  test: fc.constantFrom('curl -f "$X"', '["CMD","a","$(b)"]', '["CMD-SHELL","a || b"]', '["CMD"]'),
  interval_seconds: fc.integer({ min: 1, max: 86_400 }),
  timeout_seconds: fc.integer({ min: 1, max: 86_400 }),
  retries: fc.integer({ min: 0, max: 1000 }),
  start_period_seconds: fc.integer({ min: 0, max: 86_400 }),
});
const configFile = fc.record({
  file_path: path,
  content: text,
  file_mode: fc.constantFrom('0644', '0400', '4755', '1777'),
  is_template: fc.boolean(),
});
const domain = fc.record({
  domain: fc.constantFrom('shop.localhost', '*.shop.localhost', 'my_shop.localhost', '10.0.0.1', 'a'),
  proxy_port: fc.option(fc.integer({ min: 1, max: 65535 })),
});
const label = fc.tuple(
  fc.constantFrom('com.example.team', 'a/b', 'a/b/c', 'x'.repeat(70), 'under_', 'Team'),
  fc.oneof(text, fc.constant('v'.repeat(70))),
);
const condition = fc.constantFrom<DependencyCondition>('service_started', 'service_healthy');

/** Two items of a list that are spelt alike would be one. */
const spelling = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** A value that a person could write under any key of a service, right or wrong. */
const wild: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.boolean(),
    fc.integer({ min: -5, max: 70_000 }),
    fc.constantFrom<unknown>(0.5, '512m', '3g', '10s', '1w', '${X:-y}', 'host', 'a=b', 'a:1.2.3.4', 'ALL', '8080/udp'),
    fc.uniqueArray(tie('value'), { maxLength: 3, selector: spelling }),
    fc.dictionary(fc.constantFrom('a', 'nofile', 'soft', 'hard', 'b.c'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

const deploy = fc.record(
  {
    mode: fc.constantFrom<unknown>('replicated', 'global', 'replicated-job', 'other'),
    endpoint_mode: fc.constantFrom<unknown>('vip', 'dnsrr', 3),
    replicas: fc.constantFrom<unknown>(0, 2, 3, '2', '${N}', -1),
    labels: wild,
    resources: fc.record(
      {
        limits: fc.record({ cpus: wild, memory: wild, pids: wild, other: wild }, { requiredKeys: [] }),
        reservations: fc.oneof(wild, fc.record({ cpus: wild, memory: wild }, { requiredKeys: [] })),
      },
      { requiredKeys: [] },
    ),
    restart_policy: fc.record(
      { condition: fc.constantFrom('any', 'none'), delay: wild, window: wild },
      { requiredKeys: [] },
    ),
    placement: wild,
    update_config: wild,
    other: wild,
  },
  { requiredKeys: [] },
);
const KEYS = [
  ...['entrypoint', 'working_dir', 'hostname', 'init', 'tty', 'stdin_open', 'stop_grace_period', 'stop_signal'],
  ...[
    'cap_add',
    'cap_drop',
    'privileged',
    'read_only',
    'security_opt',
    'group_add',
    'sysctls',
    'pid',
    'ipc',
    'devices',
  ],
  ...['mem_limit', 'mem_reservation', 'cpus', 'pids_limit', 'shm_size', 'scale', 'ulimits', 'logging', 'platform'],
  ...['dns', 'dns_search', 'dns_opt', 'extra_hosts', 'expose', 'network_mode', 'networks', 'links', 'pull_policy'],
  ...['env_file', 'secrets', 'configs', 'extends', 'x-note', 'x-kubernetes', 'x-devarch', 'image', 'labels', 'ports'],
  ...['command', 'healthcheck', 'deploy', '__proto__', 'constructor', 'isolation'],
];
const keys = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...KEYS), wild, { maxKeys: 6 }),
    fc.option(deploy),
    fc.option(fc.record({ storage: wild, storage_class: wild, other: wild }, { requiredKeys: [] })),
    fc.option(fc.record({ start_interval: wild, interval: wild, other: wild }, { requiredKeys: [] })),
  )
  .map(([others, deployed, storage, health]): Record<string, unknown> => ({
    ...others,
    ...(deployed && { deploy: deployed }),
    ...(storage && { 'x-kubernetes': storage }),
    ...(health && { healthcheck: health }),
  }));

const instance = fc
  .record({
    image: fc.constantFrom('postgres:17.2', 'quay.io/keycloak/keycloak:26.0', `redis@sha256:${'0'.repeat(64)}`),
    command: fc.oneof(
      fc.constantFrom(null, 'a "b c" d', "it's open", 'x $(y) $$'),
      fc.array(text, { minLength: 1, maxLength: 3 }),
    ),
    user: fc.constantFrom(null, '1000', '1000:1001', 'root', 'node', '1000:staff', ':', '99999999999'),
    restart: fc.constantFrom('no', 'always', 'unless-stopped', 'on-failure', 'on-failure:0', 'on-failure:5'),
    ports: fc.uniqueArray(port, {
      maxLength: 4,
      selector: (item) => ports.claim(item),
    }),
    volumes: fc.uniqueArray(volume, { maxLength: 4, selector: ({ target }) => target }),
    env_vars: fc.uniqueArray(variable, { maxLength: 4, selector: (item) => item.key }),
    labels: fc.uniqueArray(label, { maxLength: 3, selector: ([it]) => it }).map((pairs) => Object.fromEntries(pairs)),
    domains: fc.uniqueArray(domain, { maxLength: 3, selector: (item) => item.domain }),
    healthcheck: fc.option(healthcheck),
    config_files: fc.uniqueArray(configFile, { maxLength: 3, selector: ({ file_path }) => file_path }),
    depends_on: fc.uniqueArray(fc.record({ instance_id: name, condition, required: fc.boolean() }), {
      maxLength: 2,
      selector: (it) => it.instance_id,
    }),
    options: keys,
  })
  .filter(({ healthcheck: check, options: own }) => !repeats(check, own));

export const arbitraryStack: fc.Arbitrary<ResolvedStack> = fc
  .tuple(
    fc.oneof(name, longName),
    fc.constantFrom('devarch-shop-net', 'Big Net$', 'db'),
    fc.uniqueArray(fc.tuple(fc.oneof(name, longName), instance), { maxLength: 3, selector: ([id]) => id }),
  )
  .map(([stack_name, network_name, instances]) => ({
    ...{ id: 3, name: stack_name, network_name, secrets: new Map() },
    instances: instances.map(([instance_id, parts], index): ResolvedInstance => ({
      ...{
        id: index + 1,
        instance_id,
        template_name: 'template',
        container_name: `devarch-${stack_name}-${instance_id}`,
      },
      ...parts,
      labels: { ...parts.labels, 'devarch.instance': instance_id, 'devarch.stack': stack_name },
    })),
  }));
