import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';

/** PUT …?as=effective: the list that should be in effect; the server stores the smallest set of overrides for it. */
let server: TestApp;
const DB = '/stacks/shop/instances/db';

beforeAll(async () => {
  server = await startTestApp();
  const items = FACET_NAMES.map((name) => [
    name,
    name === 'healthcheck' ? [ONE_OF_EACH[name]] : [ONE_OF_EACH[name], ANOTHER_OF_EACH[name]],
  ]);
  await aTemplate(server.dataSource, {}, Object.fromEntries(items));
  await server.http.post('/stacks').send({ name: 'shop' });
  await server.http.post('/stacks/shop/instances').send({ instance_id: 'db', template: 'postgres' });
});
afterAll(() => server.close());

const effective = async () => (await server.http.get(`${DB}/effective-config?explain=true`).expect(200)).body;
const count = async () => (await server.http.get(DB)).body.override_count;
const put = (name: FacetName, value: unknown) =>
  server.http.put(`${DB}/${facetOf(name).path}?as=effective`).send({ [name]: value });

it.each(FACET_NAMES)('%s: the effective list as it came stores no override', async (name) => {
  const answer = await put(name, (await effective())[name]);
  expect([answer.status, answer.body]).toEqual([200, name === 'healthcheck' ? null : []]);
  expect(await count()).toBe(0);
});

it.each(FACET_NAMES)('%s: nothing wanted removes every item of the template, and the list is empty', async (name) => {
  await put(name, name === 'healthcheck' ? null : []).expect(200);
  const left = [(await effective())[name]]
    .flat()
    .filter((item: { source: string } | null) => item && item.source !== 'system');
  expect(left).toEqual([]);
  await put(name, name === 'healthcheck' ? ONE_OF_EACH[name] : [ANOTHER_OF_EACH[name], ONE_OF_EACH[name]]).expect(200);
  expect(await count()).toBe(0);
});

it('keeps copy-on-write: one changed item is one override, an item left out one removal', async () => {
  const [first] = (await effective()).env_vars;
  const { body } = await put('env_vars', [{ ...first, value: 'changed' }]).expect(200);
  expect(body).toEqual([
    expect.objectContaining({ key: first.key, value: 'changed', removed: false }),
    expect.objectContaining({ ...ONE_OF_EACH.env_vars, removed: true }),
  ]);
});

it('takes a list in which an override meets an inherited item, as it is in effect, but no override twice', async () => {
  const [first, second] = [ONE_OF_EACH.ports, ANOTHER_OF_EACH.ports];
  const clashing = { ...second, host_ip: first.host_ip, host_port: first.host_port, protocol: first.protocol };
  await put('ports', [first, second, clashing]).expect(200);
  const { ports } = await effective();
  expect(ports).toHaveLength(3);
  await put('ports', ports).expect(200);
  expect((await effective()).ports.map(({ host_port }: { host_port: number }) => host_port)).toEqual(
    ports.map(({ host_port }: { host_port: number }) => host_port),
  );
  const twice = await put('ports', [clashing, clashing]);
  expect([twice.status, twice.body.errors[0].pointer]).toEqual([400, '/ports']);
  await put('ports', [first, second]).expect(200);
});

it('has no place for removals, and no wipe by a misspelt key', async () => {
  const removal = await put('labels', [{ key: 'a', value: '', removed: true }]);
  expect([removal.status, removal.body.errors[0].pointer]).toEqual([400, '/labels/0/removed']);
  const misspelt = await server.http.put(`${DB}/labels?as=effective`).send({ label: [] });
  expect([misspelt.status, misspelt.body.errors[0].reason]).toEqual([400, 'is not known here; did you mean labels?']);
  const unknown = await server.http.put(`${DB}/labels?as=efective`).send({ labels: [] });
  expect([unknown.status, unknown.body.errors[0].parameter]).toEqual([400, 'as']);
});
