import { effectiveStack } from '../../test/setup/effective-stack.js';
import { resolveStack } from './resolve.js';
import { secretVariables } from './secret-variables.js';

const TEMPLATES = {
  app: {
    dependencies: [{ service: 'db', condition: 'service_healthy' as const }],
    env_vars: [
      { key: 'PASSWORD', value: 'x', is_secret: true },
      { key: 'EMPTY', value: null, is_secret: true },
      { key: 'PLAIN', value: 'y' },
    ],
  },
  db: { healthcheck: { test: 'true' } },
};
const STACK = effectiveStack({
  templates: TEMPLATES,
  instances: [
    { instance_id: 'app', template: 'app' },
    { instance_id: 'store', template: 'db' },
  ],
});

it('secrets are named, and never there with their value', () => {
  const { stack } = resolveStack(STACK);
  expect(stack.instances[0]?.env_vars).toEqual([
    { key: 'EMPTY', value: null, secret: 'APP_EMPTY' },
    { key: 'PASSWORD', value: null, secret: 'APP_PASSWORD' },
    { key: 'PLAIN', value: 'y', secret: null },
  ]);
});

it('a revealed secret is a plain value; one that nobody knows stays a name', () => {
  const revealed = new Map([['app env PASSWORD', 'hunter2']]);
  const { stack } = resolveStack(STACK, { revealed });
  expect(stack.instances[0]?.env_vars.slice(0, 2)).toEqual([
    { key: 'EMPTY', value: null, secret: 'APP_EMPTY' },
    { key: 'PASSWORD', value: 'hunter2', secret: null },
  ]);
  expect(secretVariables(resolveStack(STACK).stack, revealed)).toEqual([
    { name: 'APP_EMPTY', instance_id: 'app', key: 'EMPTY' },
    { name: 'APP_PASSWORD', instance_id: 'app', key: 'PASSWORD', value: 'hunter2' },
  ]);
});

it('dependencies are instances, under a condition that can come true', () => {
  expect(resolveStack(STACK).stack.instances[0]?.depends_on).toEqual([
    { instance_id: 'store', condition: 'service_healthy', required: true },
  ]);
  const without = (removed: boolean) =>
    STACK.instances.map((config) => {
      return { ...config, healthcheck: null, overrides_applied: { ...config.overrides_applied, healthcheck: removed } };
    });
  const in_image = resolveStack({ ...STACK, instances: without(false) });
  expect(in_image.stack.instances[0]?.depends_on).toEqual([
    { instance_id: 'store', condition: 'service_healthy', required: true },
  ]);
  expect(in_image.losses).toMatchObject([{ instance_id: 'app', code: 'healthcheck-in-image' }]);
  const unchecked = resolveStack({ ...STACK, instances: without(true) });
  expect(unchecked.stack.instances[0]?.depends_on).toEqual([
    { instance_id: 'store', condition: 'service_started', required: true },
  ]);
  expect(unchecked.losses).toEqual([
    {
      instance_id: 'app',
      where: '/dependencies',
      code: 'dependency-unchecked',
      message: 'waits only for the start of store, which has no healthcheck',
    },
  ]);
});

it('names do not depend on which instances are enabled', () => {
  const templates = {
    one: { volumes: [{ source: 'c', target: '/c' }] },
    two: { volumes: [{ source: 'b-c', target: '/c' }] },
  };
  const volumes = (enabled: boolean) =>
    resolveStack(
      effectiveStack({
        templates,
        instances: [
          { instance_id: 'a-b', template: 'one', enabled },
          { instance_id: 'a', template: 'two' },
        ],
      }),
    ).stack.instances.at(-1)?.volumes;
  expect(volumes(false)).toEqual(volumes(true));
});
