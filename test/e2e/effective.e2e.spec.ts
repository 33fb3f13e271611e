import { dependency } from '../setup/effective-stack.js';
import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';
import { SETTING_NAMES } from '../../src/settings/settings.js';
import { TemplateDependency } from '../../src/model/template-dependency.entity.js';
import { perSetting } from '../../src/settings/settings.js';
import { Template } from '../../src/model/template.entity.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { ALL_SETTINGS, newInstance, newStack, problem, putFacet, shownItem } from '../setup/story.js';

let server: TestApp;
let stack_id: number;
const ids = new Map<string, number>();
const SHOP = '/stacks/shop/instances';

/** A third item of every list. */
const ADDED = {
  ports: { host_ip: '127.0.0.1', host_port: 19000, container_port: 900, protocol: 'tcp', publish_mode: 'ingress' },
  volumes: { volume_type: 'tmpfs', source: '', target: '/cache', read_only: false, is_external: false, options: {} },
  env_vars: { key: 'A_FIRST', value: null, is_secret: false },
  labels: { key: 'zz.last', value: 'z' },
  domains: { domain: 'z.localhost', proxy_port: 1 },
  config_files: { file_path: '/etc/a.conf', content: 'a', file_mode: '0400', is_template: false },
  options: { key: 'cap_add', value: ['NET_ADMIN'] },
};

/** The first item of the template with the same key and another value. */
const CHANGED = {
  ports: { ...ONE_OF_EACH.ports, host_ip: '::1', host_port: 25432 },
  volumes: { ...ONE_OF_EACH.volumes, source: '/elsewhere', read_only: false },
  env_vars: { ...ONE_OF_EACH.env_vars, value: 'changed', is_secret: false },
  labels: { ...ONE_OF_EACH.labels, value: 'changed' },
  domains: { ...ONE_OF_EACH.domains, proxy_port: null },
  healthcheck: { ...ONE_OF_EACH.healthcheck, retries: 0, test: '["NONE"]' },
  config_files: { ...ONE_OF_EACH.config_files, content: '', is_template: false },
  options: { ...ONE_OF_EACH.options, value: 1024 },
};

const LISTS = FACET_NAMES.filter((name) => name !== 'healthcheck');
const effective = async (name: string) => (await server.http.get(`${SHOP}/${name}/effective-config`).expect(200)).body;
/** An item and where it comes from; a volume has a `source` of its own, so its origin is called `item_source`. */
const from = (source: string, item: object) => ({
  ...shownItem(item),
  ['source' in item ? 'item_source' : 'source']: source,
});
const perFacet = (value: unknown) => Object.fromEntries(FACET_NAMES.map((name) => [name, value]));
const allSettings = (source: string) => Object.fromEntries(SETTING_NAMES.map((name) => [name, source]));
const NOTHING_REMOVED = { ...perFacet([]), healthcheck: null };

function identity(instance: string): Record<string, object> {
  const label = (key: string, value: string) => ({ [key]: { key: `devarch.${key}`, value, source: 'system' } });
  return {
    ...{ ...label('instance', instance), ...label('instance_id', String(ids.get(instance))) },
    ...{ ...label('managed_by', 'devarch'), ...label('stack', 'shop'), ...label('stack_id', String(stack_id)) },
    ...label('template', 'postgres'),
  };
}

/** What an instance without overrides runs. */
function asTemplate(instance: string): object {
  const both = (name: FacetName) => [from('template', ANOTHER_OF_EACH[name]), from('template', ONE_OF_EACH[name])];
  return {
    ...{ instance_id: instance, stack_name: 'shop', template_name: 'postgres' },
    ...{ container_name: `devarch-shop-${instance}`, enabled: true },
    ...{ image_name: 'postgres', image_tag: '17.2', command: 'postgres -c fsync=off' },
    ...{ restart_policy: 'unless-stopped', user_spec: null, settings_source: allSettings('template') },
    settings_source: perSetting(() => 'template'),
    ports: both('ports').toReversed(),
    volumes: both('volumes').toReversed(),
    env_vars: both('env_vars'),
    labels: [
      from('template', ONE_OF_EACH.labels),
      from('template', ANOTHER_OF_EACH.labels),
      ...Object.values(identity(instance)),
    ],
    domains: both('domains'),
    healthcheck: from('template', ONE_OF_EACH.healthcheck),
    config_files: both('config_files').toReversed(),
    options: both('options').toReversed(),
    dependencies: [
      { ...dependency({ service: 'cache' }), ...NOWHERE },
      { ...dependency({ service: 'queue', condition: 'service_healthy' }), ...NOWHERE },
    ],
    removed: NOTHING_REMOVED,
    overrides_applied: perFacet(false),
  };
}

const NOWHERE = { resolved_to: null, by: 'none', candidates: [], candidate_count: 0 };

beforeAll(async () => {
  server = await startTestApp();
  const items = LISTS.map((name) => [name, [ONE_OF_EACH[name], ANOTHER_OF_EACH[name]]]);
  const facets = { ...Object.fromEntries(items), healthcheck: [ONE_OF_EACH.healthcheck] };
  const postgres = await aTemplate(server.dataSource, { command: 'postgres -c fsync=off' }, facets);
  const others = [
    { name: 'queue', condition: 'service_healthy' },
    { name: 'cache', condition: 'service_started' },
  ];
  for (const { name, condition } of others) {
    const { id } = await aTemplate(server.dataSource, { name });
    const needed = { service_id: postgres.id, link: name, depends_on_service_id: id, condition };
    await server.dataSource.manager.insert(TemplateDependency, needed);
  }
  stack_id = (await newStack(server, 'shop')).id;
  for (const name of ['plain', 'partly', 'changed', 'bare'])
    ids.set(name, (await newInstance(server, 'shop', name)).id);
});
afterAll(() => server.close());

describe('the effective config', () => {
  it('of an instance without overrides is its template, with the identity labels of its own', async () => {
    expect(await effective('plain')).toEqual(asTemplate('plain'));
  });

  it('of an instance that changes one item of a list inherits all others (lessons 11)', async () => {
    const before = await effective('partly');
    for (const name of LISTS) await putFacet(server, `${SHOP}/partly`, name, [CHANGED[name]]);
    const lists = LISTS.map((name) => {
      const key = facetOf(name).key(ONE_OF_EACH[name]);
      const items: Record<string, string>[] = before[name];
      return [name, items.map((item) => (facetOf(name).key(item) === key ? from('override', CHANGED[name]) : item))];
    });
    const applied = { ...perFacet(true), healthcheck: false };
    const expected = { ...asTemplate('partly'), ...Object.fromEntries(lists), overrides_applied: applied };
    expect(await effective('partly')).toEqual(expected);
    expect(expected.ports).toEqual([from('override', CHANGED.ports), from('template', ANOTHER_OF_EACH.ports)]);
  });

  it('has what the instance changes, adds and removes, item by item (lessons 11, 12)', async () => {
    for (const name of LISTS) {
      const removal = { ...ANOTHER_OF_EACH[name], removed: true };
      await putFacet(server, `${SHOP}/changed`, name, [removal, ADDED[name], CHANGED[name]]);
    }
    await putFacet(server, `${SHOP}/changed`, 'healthcheck', [CHANGED.healthcheck]);
    const body = { enabled: false, settings: ALL_SETTINGS };
    await server.http.put(`${SHOP}/changed`).send(body).expect(200);
    const inOrder = (name: Exclude<FacetName, 'healthcheck'>) => [
      from('override', ADDED[name]),
      from('override', CHANGED[name]),
    ];
    expect(await effective('changed')).toEqual({
      ...asTemplate('changed'),
      ...{ enabled: false, ...ALL_SETTINGS, settings_source: allSettings('override') },
      settings_source: perSetting(() => 'override'),
      ports: inOrder('ports'),
      volumes: inOrder('volumes'),
      env_vars: inOrder('env_vars'),
      labels: [from('override', CHANGED.labels), ...Object.values(identity('changed')), from('override', ADDED.labels)],
      domains: inOrder('domains').toReversed(),
      healthcheck: from('override', CHANGED.healthcheck),
      config_files: inOrder('config_files'),
      options: inOrder('options'),
      removed: {
        ...Object.fromEntries(LISTS.map((name) => [name, [shownItem(ANOTHER_OF_EACH[name])]])),
        healthcheck: null,
      },
      overrides_applied: perFacet(true),
    });
  });

  it('explains what each override hides and when it last changed, and what a removal took away (lessons 31)', async () => {
    const plain = await effective('changed');
    const { body } = await server.http.get(`${SHOP}/changed/effective-config?explain=true`);
    const changed_at = expect.stringMatching(/^\d{4}-.*Z$/);
    for (const name of LISTS) {
      const added = from('override', ADDED[name]);
      expect(body[name]).toContainEqual({ ...added, shadows: [], changed_at });
      const hiding = { shadows: [shownItem(ONE_OF_EACH[name])], changed_at };
      expect(body[name]).toContainEqual({ ...from('override', CHANGED[name]), ...hiding });
      expect(body.removed[name]).toEqual([{ ...shownItem(ANOTHER_OF_EACH[name]), changed_at }]);
    }
    expect(body.settings_shadowed).toMatchObject({ image_tag: '17.2', command: 'postgres -c fsync=off' });
    expect(await effective('changed')).toEqual(plain);
  });

  it('without anything of the template is still ours by its labels, and says what was removed (lessons 12)', async () => {
    for (const name of FACET_NAMES) {
      const items = name === 'healthcheck' ? [ONE_OF_EACH[name]] : [ONE_OF_EACH[name], ANOTHER_OF_EACH[name]];
      await putFacet(
        server,
        `${SHOP}/bare`,
        name,
        items.map((item) => ({ ...item, removed: true })),
      );
    }
    const before = asTemplate('bare');
    const reversed = new Set(['ports', 'volumes', 'labels', 'config_files', 'options']);
    const removed = (name: FacetName) =>
      (reversed.has(name)
        ? [ONE_OF_EACH[name], ANOTHER_OF_EACH[name]]
        : [ANOTHER_OF_EACH[name], ONE_OF_EACH[name]]
      ).map(shownItem);
    expect(await effective('bare')).toEqual({
      ...before,
      ...{ ...perFacet([]), healthcheck: null, labels: Object.values(identity('bare')) },
      removed: {
        ...Object.fromEntries(LISTS.map((name) => [name, removed(name)])),
        healthcheck: ONE_OF_EACH.healthcheck,
      },
      overrides_applied: perFacet(true),
    });
  });

  it('is the same to the byte every time, in whatever order the rows were written (lessons 13)', async () => {
    const text = async () => (await server.http.get(`${SHOP}/changed/effective-config`).expect(200)).text;
    const first = await text();
    expect(await text()).toBe(first);
    for (const name of LISTS) {
      const { body } = await server.http.get(`${SHOP}/changed/${facetOf(name).path}`).expect(200);
      await putFacet(server, `${SHOP}/changed`, name, body.toReversed());
    }
    expect(await text()).toBe(first);
  });

  it('shows a template edit where the item is not overridden, and only there (lessons 11)', async () => {
    const edits = {
      ports: { host_port: 1111 },
      volumes: { source: 'edited' },
      env_vars: { value: 'edited' },
      labels: { value: 'edited' },
      domains: { proxy_port: 1111 },
      healthcheck: { retries: 11 },
      config_files: { content: 'edited' },
      options: { value: { edited: true } },
    };
    const untouched = [await effective('changed'), await effective('bare')];
    const plain = await effective('plain');
    for (const name of FACET_NAMES) {
      const [column, value] = Object.entries(edits[name])[0] ?? [];
      const { tableName } = server.dataSource.getMetadata(facetOf(name).template_row);
      const { key_columns } = facetOf(name);
      const key = key_columns.map((by, index) => ` AND ${by} = $${index + 2}`).join('');
      const values = key_columns.map((by): unknown => Reflect.get(ONE_OF_EACH[name], by));
      await server.dataSource.query(`UPDATE ${tableName} SET ${column} = $1 WHERE true${key}`, [value, ...values]);
    }
    await server.dataSource.manager.update(Template, { name: 'postgres' }, { image_tag: '18', command: null });
    const edited = LISTS.map((name) => {
      const key = facetOf(name).key(ONE_OF_EACH[name]);
      const items: Record<string, string>[] = plain[name];
      return [name, items.map((item) => (facetOf(name).key(item) === key ? { ...item, ...edits[name] } : item))];
    });
    expect(await effective('plain')).toEqual({
      ...{ ...plain, image_tag: '18', command: null, ...Object.fromEntries(edited) },
      healthcheck: { ...plain.healthcheck, retries: 11 },
    });
    const [changed, bare] = untouched;
    expect(await effective('changed')).toEqual(changed);
    const removed = Object.fromEntries(
      LISTS.map((name) => {
        const key = facetOf(name).key(ONE_OF_EACH[name]);
        const items: Record<string, string>[] = bare.removed[name];
        return [name, items.map((item) => (facetOf(name).key(item) === key ? { ...item, ...edits[name] } : item))];
      }),
    );
    const healthcheck = { ...ONE_OF_EACH.healthcheck, retries: 11 };
    expect(await effective('bare')).toEqual({
      ...{ ...bare, image_tag: '18', command: null, removed: { ...removed, healthcheck } },
    });
  });

  it('never shows a label of the template as an identity label (lessons 15)', async () => {
    await server.dataSource.query('ALTER TABLE service_labels DROP CONSTRAINT ck_service_labels_key');
    await server.dataSource.query(
      `UPDATE service_labels SET key = 'devarch.stack' WHERE key = '${ONE_OF_EACH.labels.key}'`,
    );
    const { labels } = await effective('plain');
    expect(labels.filter(({ key }: { key: string }) => key === 'devarch.stack')).toEqual([identity('plain').stack]);
  });

  it('is not found where the stack or the instance is not, and says which', async () => {
    const send = async (path: string) => (await server.http.get(path).expect(404)).body;
    const nowhere = '/stacks/nope/instances/plain/effective-config';
    expect(await send(nowhere)).toEqual(problem(404, nowhere, 'There is no stack "nope".'));
    await server.http.delete(`${SHOP}/plain`).expect(204);
    const trashed = `${SHOP}/plain/effective-config`;
    expect(await send(trashed)).toEqual(problem(404, trashed, 'There is no instance "plain" in stack "shop".'));
  });
});
