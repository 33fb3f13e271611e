import { parseService } from './service.js';

const codes = ({ warnings }: { warnings: { code: string; where: string }[] }) =>
  warnings.map(({ code, where }) => `${code} ${where}`);

const PLAIN = {
  name: 'db',
  category: null,
  description: '',
  image_name: 'postgres',
  image_tag: '17.2',
  restart_policy: 'no',
  command: null,
  user_spec: null,
  enabled: true,
  options: [],
  ports: [],
  volumes: [],
  env_vars: [],
  labels: [],
  domains: [],
  healthcheck: null,
  config_files: [],
  dependencies: [],
  provides: [],
};

it('reads the smallest service', () => {
  expect(parseService('db', { image: 'postgres:17.2' })).toMatchObject({ template: PLAIN, warnings: [] });
});

it('takes empty keys for keys that are not there', () => {
  const keys = [
    'command',
    'user',
    'restart',
    'ports',
    'volumes',
    'tmpfs',
    'environment',
    'labels',
    'healthcheck',
    'configs',
    'depends_on',
    'container_name',
    'x-devarch',
  ];
  const service = { image: 'postgres:17.2', ...Object.fromEntries(keys.map((key) => [key, null])) };
  expect(parseService('db', service)).toMatchObject({ key: 'db', keys: service, template: PLAIN, warnings: [] });
});

it('reads every part of a service', () => {
  const service = {
    image: 'postgres:17.2',
    command: ['postgres', '-c', 'x=1'],
    user: 999,
    restart: false,
    ports: ['127.0.0.1:5432:5432'],
    volumes: ['data:/var/lib/postgresql/data'],
    tmpfs: '/run',
    environment: ['PASSWORD=a=b'],
    labels: { team: 'data' },
    healthcheck: { test: ['CMD', 'pg_isready'], interval: '10s' },
    depends_on: ['cache'],
    'x-devarch': {
      category: 'database',
      description: 'A database.',
      secrets: ['PASSWORD'],
      domains: [{ domain: 'db.localhost' }],
      config_files: [{ file_path: '/etc//x.conf', content: 'x' }],
      dependencies: [{ service: 'cache' }, { service: 'queue', condition: 'service_healthy' }],
      provides: ['data'],
    },
  };
  expect(parseService('db', service)).toEqual({
    key: 'db',
    keys: service,
    template: {
      ...PLAIN,
      category: 'database',
      description: 'A database.',
      restart_policy: 'no',
      command: '["postgres","-c","x=1"]',
      user_spec: '999',
      ports: [
        { host_ip: '127.0.0.1', host_port: 5432, container_port: 5432, protocol: 'tcp', publish_mode: 'ingress' },
      ],
      volumes: [
        {
          volume_type: 'named',
          source: 'data',
          target: '/var/lib/postgresql/data',
          read_only: false,
          is_external: false,
          options: {},
        },
        { volume_type: 'tmpfs', source: '', target: '/run', read_only: false, is_external: false, options: {} },
      ],
      env_vars: [{ key: 'PASSWORD', value: 'a=b', is_secret: true }],
      labels: [{ key: 'team', value: 'data' }],
      domains: [{ domain: 'db.localhost', proxy_port: null }],
      healthcheck: {
        test: '["CMD","pg_isready"]',
        interval_seconds: 10,
        timeout_seconds: 30,
        retries: 3,
        start_period_seconds: 0,
      },
      config_files: [{ file_path: '/etc/x.conf', content: 'x', file_mode: '0644', is_template: false }],
      dependencies: [
        { link: 'cache', service: 'cache', condition: 'service_started', required: true },
        { link: 'queue', service: 'queue', condition: 'service_healthy', required: true },
      ],
      provides: ['data'],
    },
    places: {
      ports: ['/services/db/ports/0'],
      volumes: ['/services/db/volumes/0', '/services/db/tmpfs/0'],
      env_vars: ['/services/db/environment/0'],
      labels: ['/services/db/labels/team'],
      config_files: ['/services/db/x-devarch/config_files/0'],
      options: [],
    },
    warnings: [],
  });
});

it.each([
  ['My Service', 'my-service'],
  ['a/b~c', 'a-b-c'],
  ['-', 'unnamed'],
  ['x'.repeat(70), 'x'.repeat(63)],
])('turns the key %s into the name %s', (key, name) => {
  const { template, warnings } = parseService(key, { image: 'a' });
  expect(template.name).toBe(name);
  expect(warnings).toMatchObject([{ code: 'name-changed' }]);
});

it('escapes the key of the service in pointers', () => {
  expect(codes(parseService('a/b~c', { image: 'a', ports: ['x'] }))).toContain(
    'port-invalid /services/a~1b~0c/ports/0',
  );
});

it('keeps the first of two config files at one path', () => {
  const service = {
    image: 'a',
    configs: [{ source: 'c', target: '/x' }],
    'x-devarch': { config_files: [{ file_path: '/x', content: 'second' }, { file_path: '/y' }] },
  };
  const read = parseService('db', service, { names: new Map(), volumes: {}, configs: { c: { content: 'first' } } });
  expect(read.template.config_files).toMatchObject([{ file_path: '/x', content: 'first' }]);
  expect(codes(read)).toEqual([
    'duplicate-item /services/db/x-devarch/config_files/0',
    'item-invalid /services/db/x-devarch/config_files/1',
  ]);
});

it('leaves its arguments as they were', () => {
  const service = { image: 'a', ports: ['1'], environment: { A: 1 }, labels: ['a=b'], 'x-devarch': { secrets: ['A'] } };
  const before = structuredClone(service);
  parseService('db', service);
  expect(service).toEqual(before);
});
