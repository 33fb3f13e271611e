import fc from 'fast-check';
import { commandRule, healthTestRule } from '../../src/facets/values.js';
import type { FacetMap } from '../../src/facets/facets.js';
import type { SettingMap } from '../../src/settings/settings.js';
import type { StackSketch } from './effective-stack.js';

/** Stacks as anybody could make them, with every facet, the odd value included. */

/** In every secret value, so that it can be searched for. */
export const PLAIN_SECRET = 'plain-secret';

const TEMPLATES = ['app', 'db', 'a-b', 'b'];
const INSTANCES = ['app', 'db', 'a', 'a-b', 'a-b-c', '1st', 'docker'];
const ODD = [
  'yes',
  'no',
  '0644',
  '012:34',
  '1.0',
  '~',
  '',
  'null',
  '$',
  '$$',
  '${X}',
  '$X ${Y:-z}',
  '#',
  ': ',
  '- a',
  '<<',
];

const text = fc.oneof(
  fc.constantFrom(...ODD),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed()),
  fc.constantFrom('a\r\nb', 'a\n\n', ' lead', 'trail ', '\ttab', 'a\tb', '\n', '\u2028', '\ufeff', '\u0085'),
);
const words = fc.array(text, { minLength: 1, maxLength: 3 });
const command = fc
  .oneof(
    text,
    words.map((list) => JSON.stringify(list)),
  )
  .filter((value) => commandRule.test(value));
const test = fc
  .oneof(
    command,
    words.map((list) => JSON.stringify(['CMD', ...list])),
    fc.constant('["NONE"]'),
  )
  .filter((value) => healthTestRule.test(value));

/** No host port leads to two container ports, as no file could say. */
const port = fc
  .record({
    host_ip: fc.constantFrom('127.0.0.1', '0.0.0.0', '::1', '::', '2001:db8::1', null),
    container_port: fc.integer({ min: 65530, max: 65535 }),
    moved: fc.constantFrom(0, 1, 1000, null),
    protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
    publish_mode: fc.constantFrom('ingress', 'host'),
  })
  .map(({ moved, ...rest }) => ({
    ...rest,
    host_port: moved === null ? null : (rest.container_port - 65_000) * 10 + moved,
  }));

const TARGETS = ['/data', '/with space', '/a:b', '/x', '/y'];
const options = fc.constantFrom(
  {},
  {},
  { selinux: 'Z', propagation: 'rslave' },
  { recursive: 'disabled', consistency: 'cached', create_host_path: false },
  { nocopy: true },
  { subpath: 'a/$b' },
  { driver: 'nfs', driver_opts: { o: 'addr=$x', '1': 'yes' }, labels: { a: '' } },
  { size: 65_536, mode: '1777' },
  { flags: 'noexec,uid=1000' },
  { size: 1, mode: '0700', flags: 'exec' },
);
const flags = { target: fc.constantFrom(...TARGETS), read_only: fc.boolean(), options };
const volume = fc.oneof(
  fc
    .record({
      ...flags,
      volume_type: fc.constant('named'),
      source: fc.constantFrom('', 'data', 'c', 'b-c', 'b_c', 'app-data', 'x', 'odd name', '$HOME', 'ä', '.hidden'),
      is_external: fc.boolean(),
    })
    // No volume of Docker has a $ in its name.
    .filter(({ source, is_external }) => !is_external || !source.includes('$')),
  fc.record({
    ...flags,
    volume_type: fc.constant('bind'),
    source: fc.constantFrom('./a', '../b', '/c', '~/d', '.', '~', 'plain', './a:b', 'C:\\d', './sp ace', './$x', '/'),
  }),
  fc.record({ ...flags, volume_type: fc.constant('tmpfs') }),
);

const envVar = fc.oneof(
  fc.record({
    key: fc.constantFrom('A', 'B', 'C', 'B_C', 'no', '123', 'a.b', '<<', 'ä'),
    value: fc.option(text),
    is_secret: fc.constant(false),
  }),
  fc.record({
    key: fc.constantFrom('C', 'B_C', 'HOST', 'b.c', 'PASSWORD'),
    value: text.map((value) => PLAIN_SECRET + value),
    is_secret: fc.constant(true),
  }),
);
const label = fc.record({ key: fc.constantFrom('com.example.a', 'no', '1', 'devarchive', '<<'), value: text });
const domain = fc.record({
  domain: fc.constantFrom('a.localhost', '*.b.localhost'),
  proxy_port: fc.option(fc.integer({ min: 1, max: 65535 })),
});
const healthcheck = fc.record({
  test,
  interval_seconds: fc.integer({ min: 1, max: 86_400 }),
  timeout_seconds: fc.integer({ min: 1, max: 86_400 }),
  retries: fc.integer({ min: 0, max: 1000 }),
  start_period_seconds: fc.integer({ min: 0, max: 86_400 }),
});
const configFile = fc.record({
  file_path: fc.constantFrom('/etc/a', '/etc/a b', '/etc/a-b', '/a', '/etc/ä'),
  content: text,
  file_mode: fc.constantFrom('0644', '0400', '4755', '0000'),
});

/** Those of Compose's keys that a person gives an option, as a map of their values. */
const service_options = fc.record(
  {
    cap_add: fc.constant(['NET_ADMIN']),
    entrypoint: fc.constantFrom('/run', ['sh', '-c', 'exec "$$0"']),
    shm_size: fc.constantFrom('1gb', 1024),
    healthcheck: fc.constant({ interval: '2m' }),
    network_mode: fc.constantFrom('host', 'service:db', 'service:nowhere'),
    networks: fc.constantFrom(['front'], { default: null }),
    links: fc.constant(['db']),
    secrets: fc.constant(['token']),
    image: fc.constant('other'),
    env_file: fc.constant('.env.app'),
    scale: fc.constantFrom(1, 3),
    deploy: fc.constant({ replicas: 2 }),
  },
  { requiredKeys: [] },
);

const items = <Item>(item: fc.Arbitrary<Item>, selector: (value: Item) => unknown) =>
  fc.uniqueArray(item, { selector, maxLength: 4 });

const FACETS = {
  ports: items(port, ({ container_port, protocol }) => `${container_port}/${protocol}`),
  volumes: items(volume, ({ target }) => target),
  env_vars: items(envVar, ({ key }) => key),
  labels: items(label, ({ key }) => key),
  domains: items(domain, (it) => it.domain),
  healthcheck: fc.option(healthcheck, { nil: undefined }),
  config_files: items(configFile, ({ file_path }) => file_path),
  options: service_options,
} satisfies FacetMap;

const SETTINGS = {
  image_name: fc.constantFrom('postgres', 'quay.io/acme/app', 'registry.local:5000/x'),
  image_tag: fc.constantFrom('17.2', 'latest', `sha256:${'0a'.repeat(32)}`, `1@sha256:${'0a'.repeat(32)}`),
  command,
  restart_policy: fc.constantFrom('no', 'always', 'on-failure:3'),
  user_spec: fc.constantFrom('root', '0', '1000:1000', 'a b'),
} satisfies SettingMap;

const dependencies = fc.uniqueArray(
  fc.record({
    service: fc.constantFrom(...TEMPLATES),
    condition: fc.constantFrom('service_started' as const, 'service_healthy' as const),
    required: fc.boolean(),
  }),
  { selector: ({ service }) => service, maxLength: 3 },
);

const overrides = fc.record({ ...SETTINGS, ...FACETS }, { requiredKeys: [] });
const template = fc.record({ ...SETTINGS, ...FACETS, dependencies }, { requiredKeys: [] });

export const stackSketches: fc.Arbitrary<StackSketch> = fc.record({
  name: fc.constantFrom('shop', '1', 'a-b'),
  templates: fc
    .tuple(template, template, template, template)
    .map((made) => Object.fromEntries(TEMPLATES.map((name, index) => [name, made[index] ?? {}]))),
  instances: fc.uniqueArray(
    fc
      .record({
        instance_id: fc.constantFrom(...INSTANCES),
        template: fc.constantFrom(...TEMPLATES),
        enabled: fc.constantFrom(true, true, true, false),
        overrides,
      })
      .map(({ overrides: own, ...instance }) => ({ ...own, ...instance })),
    { selector: ({ instance_id }) => instance_id, maxLength: 5 },
  ),
});
