import fc from 'fast-check';
import { dependency } from '../../../test/setup/effective-stack.js';
import { FACETS, perFacet } from '../../facets/facets.js';
import type { LabelSpec } from '../../facets/labels.js';
import { merge } from '../../facets/merge.js';
import type { TemplateDetail } from '../dto/template-answers.js';
import { type InstanceShields, INSTANCES_SHOWN, templateImpact } from './template-impact.js';
import { partsOfUpdate } from '../template-parts.js';

const STORED = { id: 1, created_at: '', updated_at: '' };

function aTemplate(values: Partial<TemplateDetail> = {}): TemplateDetail {
  return {
    ...{ ...STORED, name: 'postgres', category: null, category_id: null, description: '', enabled: true },
    ...{ image_name: 'postgres', image_tag: '17', restart_policy: 'always', command: null, user_spec: null },
    ...{ instance_count: 0, revision: 1, provides: ['postgres'] },
    dependencies: [dependency({ service: 'a' })],
    ...{ ports: [], volumes: [], env_vars: [], labels: [], domains: [], healthcheck: null, config_files: [] },
    options: [],
    ...values,
  };
}

const label = (key: string, value = '') => ({ key, value });
const stored = (...labels: LabelSpec[]) => labels.map((spec) => ({ ...STORED, ...spec }));

function anInstance(instance_id: string, labels: string[] = [], settings: InstanceShields['settings'] = []) {
  const keys = { ...perFacet((): string[] => []), labels };
  return { stack: 'shop', instance_id, container_name: `devarch-shop-${instance_id}`, keys, settings, bound: [] };
}

const impact = (template: TemplateDetail, change: object, instances: InstanceShields[] = []) =>
  templateImpact(template, partsOfUpdate(change), instances);

describe('the impact of a change', () => {
  it('is told key by key: it reaches an instance unless that overrides or removes the key', () => {
    const template = aTemplate({ labels: stored(label('gone'), label('kept'), label('new-value', '1')) });
    const change = { labels: [label('kept'), label('new-value', '2'), label('added')], image_tag: '18', command: 'x' };
    const report = impact(template, change, [
      anInstance('plain'),
      anInstance('half', ['gone', 'kept', 'own'], ['image_tag']),
      anInstance('shielded', ['gone', 'new-value', 'added'], ['image_tag', 'command']),
    ]);
    const none = { added: [], removed: [], changed: [] };
    expect(report.changes).toEqual({
      settings: ['image_tag', 'command'],
      inherited: [],
      ...{ links: none, provides: none },
      ...perFacet(() => none),
      labels: { added: ['added'], removed: ['gone'], changed: ['new-value'] },
    });
    expect(report).toMatchObject({ dry_run: true, instance_count: 3, affected_count: 2, shielded_count: 2 });
    const all = ['added', 'gone', 'new-value'];
    expect(report.instances.map(({ affected, shielded }) => [affected, shielded])).toEqual([
      [{ labels: all }, {}],
      [{ labels: ['added', 'new-value'] }, { labels: ['gone'] }],
      [{}, { labels: all }],
    ]);
    expect(report.instances.map((own) => [own.settings_affected, own.settings_shielded])).toEqual([
      [['image_tag', 'command'], []],
      [['command'], ['image_tag']],
      [[], ['image_tag', 'command']],
    ]);
  });

  it('is nothing where the template would not differ', () => {
    const template = aTemplate({ labels: stored(label('b'), label('a')) });
    const { id: _, ...same } = template;
    const change = { ...same, labels: [label('a'), label('b')] };
    const report = impact(template, { ...change, description: 'else', enabled: false }, [anInstance('db', ['a'])]);
    expect(report).toMatchObject({ instance_count: 1, affected_count: 0, shielded_count: 0 });
    expect(report.changes).toMatchObject({ settings: [], inherited: [] });
    expect(report.instances).toMatchObject([{ affected: {}, shielded: {}, settings_affected: [] }]);
  });

  it.each([
    ['name', { name: 'mysql' }],
    ['dependencies', { dependencies: [] }],
    ['dependencies', { dependencies: [{ service: 'a', condition: 'service_healthy' }] }],
  ])('reaches every instance where %s changes, which none can override', (name, change) => {
    const report = impact(aTemplate(), change, [anInstance('a'), anInstance('b', ['x'], ['command'])]);
    expect(report).toMatchObject({
      changes: { inherited: [name], settings: [] },
      affected_count: 2,
      shielded_count: 0,
    });
  });

  it('says which bindings go with a link, and what is provided no more', () => {
    const template = aTemplate({
      provides: ['postgres', 'sql'],
      dependencies: [dependency({ service: 'a' }), dependency({ service: 'b', link: 'other' })],
    });
    const bound = { ...anInstance('bound'), bound: ['a', 'other'] };
    const change = { dependencies: [{ service: 'b', link: 'other', required: false }], provides: ['postgres', 'db'] };
    const report = impact(template, change, [bound, anInstance('free')]);
    expect(report.changes).toMatchObject({
      inherited: ['dependencies'],
      links: { added: [], removed: ['a'], changed: ['other'] },
      provides: { added: ['db'], removed: ['sql'], changed: [] },
    });
    expect(report.unbound_count).toBe(1);
    expect(report.instances.map(({ unbound }) => unbound)).toEqual([['a'], []]);
  });

  it('counts all instances and shows the first hundred', () => {
    const many = Array.from({ length: 250 }, (_, n) => anInstance(`i${n}`, n % 2 ? ['a'] : []));
    const report = impact(aTemplate(), { labels: [label('a')] }, many);
    expect(report).toMatchObject({ instance_count: 250, affected_count: 125, shielded_count: 125 });
    expect(report.instances).toHaveLength(INSTANCES_SHOWN);
    expect(report.instances.at(-1)?.instance_id).toBe('i99');
  });
});

describe('the report and the merge', () => {
  const KEYS = ['a', 'b', 'c', 'd'];
  const labels = fc.uniqueArray(fc.record({ key: fc.constantFrom(...KEYS), value: fc.constantFrom('1', '2') }), {
    selector: ({ key }) => key,
  });
  const overrides = fc.uniqueArray(
    fc.record({ key: fc.constantFrom(...KEYS), value: fc.constantFrom('1', '2'), removed: fc.boolean() }),
    { selector: ({ key }) => key },
  );

  it('agree at every key, whatever template, change and overrides are', () => {
    const property = fc.property(labels, labels, overrides, (before, after, own) => {
      const rows = own.map(({ key, value, removed }) => ({ value: label(key, value), removed }));
      const values = (template: LabelSpec[]) => merge(FACETS.labels, template, rows).items.map(({ value }) => value);
      const at = (key: string, items: LabelSpec[]) => JSON.stringify(items.filter((item) => item.key === key));
      const instance = anInstance(
        'db',
        own.map(({ key }) => key),
      );
      const report = impact(aTemplate({ labels: stored(...before) }), { labels: after }, [instance]);
      const { affected = {}, shielded = {} } = report.instances[0] ?? {};
      const reached = KEYS.filter((key) => at(key, values(before)) !== at(key, values(after)));
      const changed = KEYS.filter((key) => at(key, before) !== at(key, after));
      expect((affected.labels ?? []).toSorted()).toEqual(reached);
      expect((shielded.labels ?? []).toSorted()).toEqual(changed.filter((key) => !reached.includes(key)));
    });
    fc.assert(property);
  });
});
