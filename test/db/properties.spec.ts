import fc from 'fast-check';
import { FACET_NAMES, type FacetName, facetOf, perFacet } from '../../src/facets/facets.js';
import { perSetting } from '../../src/settings/settings.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { distinct, type FacetCase, keyOf, lists, rowsOf } from '../setup/arbitraries.js';
import { type ConfigCase, configs, ownSettings } from '../setup/arbitrary-configs.js';
import {
  DB,
  findings,
  inTime,
  inEffect,
  inOrder,
  putDrawn,
  putTemplate,
  startWithOneInstance,
  stored,
} from '../setup/drawn-instance.js';
import { putFacet } from '../setup/story.js';

/** What must hold for any template and any overrides: order, inheritance, reset. Through HTTP and the database. */
const RUNS = { numRuns: 20 };

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await startWithOneInstance(server);
});
afterAll(() => server.close());

const effective = async (): Promise<string> =>
  (await server.http.get(`${DB}/effective-config?explain=true`).expect(200)).text;
const patch = (name: FacetName, body: object) =>
  server.http
    .patch(`${DB}/${facetOf(name).path}`)
    .send(body)
    .expect(200);
const ownKeys = (name: FacetName, drawn: FacetCase) => [
  ...new Set([...drawn.set.map((item) => keyOf(name, item)), ...drawn.removed]),
];
const inheritedKeys = (name: FacetName, drawn: FacetCase) => [
  ...new Set(drawn.template.map((item) => keyOf(name, item)).filter((key) => !ownKeys(name, drawn).includes(key))),
];

it('the order of what is written does not matter, and the same again changes nothing', async () => {
  const property = fc.asyncProperty(
    configs,
    fc.compareFunc(),
    inTime(async (drawn, order) => {
      await putDrawn(server, drawn);
      const [before, rows] = [await effective(), await stored(server)];
      for (const name of FACET_NAMES) {
        const shuffled = rowsOf(name, drawn.facets[name]).toSorted(order);
        if (shuffled.length > 0) await putFacet(server, DB, name, shuffled);
      }
      expect(await stored(server)).toEqual(rows);
      const facets = perFacet((_, name) => drawn.facets[name].template.toSorted(order));
      await putTemplate(server, { facets, settings: drawn.settings });
      expect(await effective()).toBe(before);
    }),
  );
  await fc.assert(property, RUNS);
});

it('a removed secret that is written again, in either way, stays the row that it was', async () => {
  const secret = { key: 'A', value: 'hidden', is_secret: true };
  await server.http.delete(`${DB}/overrides`).expect(204);
  await server.http.put('/services/postgres/env-vars').send({ env_vars: [secret] });
  const rows = await putFacet(server, DB, 'env_vars', [{ key: 'A', removed: true }]);
  expect(await putFacet(server, DB, 'env_vars', rows)).toEqual(rows);
  expect((await patch('env_vars', { remove: ['A'] })).body).toEqual(rows);
  expect((await server.http.put(`${DB}/env-vars?as=effective`).send({ env_vars: [] })).body).toEqual(rows);
});

it('without overrides it is the template itself, also after a reset of all', async () => {
  const property = fc.asyncProperty(
    configs,
    inTime(async (drawn) => {
      await putDrawn(server, drawn);
      await server.http.delete(`${DB}/overrides`).expect(204);
      const facets = perFacet((_, name) => inOrder(name, drawn.facets[name].template));
      expect(await inEffect(server)).toEqual({ facets, settings: drawn.settings });
      expect(await stored(server)).toMatchObject({ override_count: 0, settings: perSetting(() => null) });
      expect((await server.http.get(`${DB}/diff`).expect(200)).body.equal).toBe(true);
      expect(await findings(server)).toEqual([]);
    }),
  );
  await fc.assert(property, RUNS);
});

/** Of drawn items those that can be set beside what is overridden: of other keys, and claiming nothing that is taken. */
function settable(name: FacetName, drawn: FacetCase, items: object[]): object[] {
  const own = ownKeys(name, drawn);
  const fresh = items.filter((item) => !own.includes(keyOf(name, item)));
  return distinct(name, [...drawn.set, ...fresh]).filter((item) => fresh.includes(item));
}

it('set and then reset leaves all as before: what is in effect, what is stored, what is counted', async () => {
  const property = fc.asyncProperty(
    configs,
    lists,
    ownSettings,
    inTime(async (drawn, items, settings) => {
      await putDrawn(server, drawn);
      const [before, rows] = [await effective(), await stored(server)];
      const set = perFacet((_, name) => settable(name, drawn.facets[name], items[name]));
      for (const name of FACET_NAMES) await patch(name, { set: set[name] });
      await server.http.put(DB).send({ settings }).expect(200);
      const { override_count } = await stored(server);
      expect(override_count).toBe(rows.override_count + FACET_NAMES.flatMap((name) => set[name]).length);
      for (const name of FACET_NAMES)
        await patch(name, { reset: [...new Set(set[name].map((item) => keyOf(name, item)))] });
      await server.http.put(DB).send({ settings: drawn.own }).expect(200);
      expect(await stored(server)).toEqual(rows);
      expect(await effective()).toBe(before);
    }),
  );
  await fc.assert(property, RUNS);
});

it('remove and then reset leaves all as before', async () => {
  const property = fc.asyncProperty(
    configs,
    inTime(async (drawn: ConfigCase) => {
      await putDrawn(server, drawn);
      const [before, rows] = [await effective(), await stored(server)];
      const remove = perFacet((_, name) => inheritedKeys(name, drawn.facets[name]));
      for (const name of FACET_NAMES) await patch(name, { remove: remove[name] });
      const own = perFacet((_, name) => inOrder(name, drawn.facets[name].set));
      expect((await inEffect(server)).facets).toEqual(own);
      for (const name of FACET_NAMES) await patch(name, { reset: remove[name] });
      expect(await stored(server)).toEqual(rows);
      expect(await effective()).toBe(before);
    }),
  );
  await fc.assert(property, RUNS);
});
