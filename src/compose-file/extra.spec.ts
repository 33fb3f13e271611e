import { parseService } from './service.js';

const codes = ({ warnings }: { warnings: { code: string; where: string }[] }) =>
  warnings.map(({ code, where }) => `${code} ${where}`);

it('keeps in extra, as it stands and in its order, what no field holds', () => {
  const extra = {
    entrypoint: ['sh', '$$x'],
    profiles: ['dev'],
    network_mode: 'host',
    networks: { back: null },
    deploy: { resources: { limits: { cpus: '0.5' } } },
    build: { context: '.' },
    'x-mine': 1,
    cap_add: null,
  };
  const { template, warnings } = parseService('db', { ...extra, image: 'postgres:17.2' });
  expect(JSON.stringify(template.extra)).toBe(JSON.stringify(extra));
  expect(warnings).toEqual([]);
});

it('keeps in extra what a field could not take', () => {
  const service = {
    command: [],
    user: 'u'.repeat(65),
    healthcheck: { test: 'x', start_interval: '1s' },
    configs: ['elsewhere'],
    image: 'postgres:17.2',
  };
  const read = parseService('db', service);
  expect(read.template.extra).toEqual({
    command: [],
    user: service.user,
    healthcheck: { start_interval: '1s' },
    configs: ['elsewhere'],
  });
  expect(codes(read)).toEqual([
    'command-reset /services/db/command',
    'item-invalid /services/db/user',
    'healthcheck-option-kept /services/db/healthcheck/start_interval',
    'config-kept /services/db/configs/0',
  ]);
});

it('warns of what refers outside the service, and of a name for the container', () => {
  const service = { image: 'a', extends: { service: 'b' }, env_file: '.env', secrets: ['s'], container_name: 'mine' };
  const read = parseService('db', service);
  expect(read.template.extra).toEqual({ extends: { service: 'b' }, env_file: '.env', secrets: ['s'] });
  expect(codes(read)).toEqual([
    'container-name-dropped /services/db/container_name',
    'extends-kept /services/db/extends',
    'env-file-kept /services/db/env_file',
    'secrets-kept /services/db/secrets',
  ]);
});
