import type { SpecValues } from '../facets/facet.js';
import type { ItemKind } from '../facets/item-kind.js';
import { perFacet } from '../facets/facets.js';
import { EnvVarSpec } from '../facets/env-vars.js';
import { perSetting } from '../settings/settings.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import { planFileInstance } from './plan-stack-file.js';
import { readStackFile } from './read-stack-file.js';
import type { StoredInstance, StoredRow } from './stored-stack.query.js';

const mask = (_: ItemKind, item: SpecValues) => item;
const TEMPLATE: TemplateDefinition = {
  ...{ name: 'db', category: null, description: '', image_name: 'x', image_tag: '1', restart_policy: 'no' },
  ...{ command: null, user_spec: null, enabled: true, options: [], healthcheck: null },
  ...{ dependencies: [], provides: [] },
  ...{ ports: [], volumes: [], env_vars: [], labels: [], domains: [], config_files: [] },
};
const CONTEXT = {
  ...{ mask, report: () => [], targets: new Map(), bases: new Map() },
  policy: { replaces: false, conflicts: 'keep', drop_secrets: false },
} as const;
const fileWith = (...env_vars: unknown[]) =>
  readStackFile(
    JSON.stringify({
      devarch: 1,
      stack: { name: 's' },
      instances: [{ name: 'db', template: 'db', overrides: { env_vars } }],
    }),
  );

function planOf(row: object, stored: object) {
  const [instance] = fileWith(row).instances;
  if (!instance) throw new Error('The file has an instance.');
  const had: StoredRow = { ...Object.assign(new EnvVarSpec(), stored), removed: false };
  const current: StoredInstance = {
    ...{
      id: 1,
      instance_id: 'db',
      template_name: 'db',
      description: '',
      enabled: true,
      settings: perSetting(() => null),
    },
    overrides: perFacet((_, name) => (name === 'env_vars' ? [had] : [])),
    ...{ removed_settings: [], bindings: [], provides: ['db'] },
  };
  return planFileInstance(instance, '/instances/0', TEMPLATE, current, CONTEXT);
}

it('a plain value that the file calls a secret becomes the secret, and is not lost', () => {
  const plan = planOf({ key: 'P', is_secret: true }, { key: 'P', value: 'plain', is_secret: false });
  expect(plan.writes).toMatchObject([{ facet: 'env_vars', items: [{ key: 'P', value: 'plain', is_secret: true }] }]);
  expect(plan.losses).toEqual([]);
});

it('where nothing is, the secret has no value, and that is told', () => {
  const plan = planOf({ key: 'P', is_secret: true }, { key: 'P', value: null, is_secret: false });
  expect(plan.writes).toMatchObject([{ items: [{ key: 'P', value: null, is_secret: true }] }]);
  expect(plan.losses.map(({ code }) => code)).toEqual(['secret-without-value']);
});

it('a refusal never repeats what a row holds', () => {
  for (const row of ['P=hunter2', { key: 'P', removed: 'hunter2' }, ['hunter2']]) {
    let refusal: unknown;
    try {
      fileWith(row);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ errors: [{ pointer: expect.stringContaining('/env_vars/0') }] });
    expect(JSON.stringify(refusal)).not.toContain('hunter2');
  }
});
