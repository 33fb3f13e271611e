import { keysOf } from '../facets/options.js';
import { parseService } from './service.js';

const codes = ({ warnings }: { warnings: { code: string; where: string }[] }) =>
  warnings.map(({ code, where }) => `${code} ${where}`);

it('keeps as options, as they stand and in their order, what no field holds', () => {
  const keys = {
    entrypoint: ['sh', '$$x'],
    profiles: ['dev'],
    network_mode: 'host',
    networks: { back: null },
    deploy: { resources: { limits: { cpus: '0.5' } } },
    build: { context: '.' },
    'x-mine': 1,
  };
  const { template, warnings } = parseService('db', { ...keys, cap_add: null, image: 'postgres:17.2' });
  expect(JSON.stringify(keysOf(template.options))).toBe(JSON.stringify(keys));
  expect(warnings).toEqual([]);
});

it('keeps as an option what a field could not take', () => {
  const service = {
    command: [],
    user: 'u'.repeat(65),
    healthcheck: { test: 'x', start_interval: '1s' },
    configs: ['elsewhere'],
    image: 'postgres:17.2',
  };
  const read = parseService('db', service);
  expect(keysOf(read.template.options)).toEqual({
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
  expect(keysOf(read.template.options)).toEqual({ extends: { service: 'b' }, env_file: '.env', secrets: ['s'] });
  expect(codes(read)).toEqual([
    'container-name-dropped /services/db/container_name',
    'extends-kept /services/db/extends',
    'env-file-kept /services/db/env_file',
    'secrets-kept /services/db/secrets',
  ]);
});
