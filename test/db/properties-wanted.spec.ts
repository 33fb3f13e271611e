import fc from 'fast-check';
import { FACET_NAMES, type FacetName, facetOf, perFacet } from '../../src/facets/facets.js';
import { minimalOverrides } from '../../src/facets/minimal-overrides.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { lists, shown } from '../setup/arbitraries.js';
import { configs, edits } from '../setup/arbitrary-configs.js';
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
import { facetBody } from '../setup/story.js';

/** PUT …?as=effective: the wanted list is what is in effect afterwards, by the fewest overrides. */
const RUNS = { numRuns: 20 };

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await startWithOneInstance(server);
});
afterAll(() => server.close());

async function putWanted(name: FacetName, items: readonly object[]): Promise<object[]> {
  const url = `${DB}/${facetOf(name).path}?as=effective`;
  const { body } = await server.http.put(url).send(facetBody(name, items)).expect(200);
  return [body ?? []].flat();
}

/** Sends back what is in effect, as it came. */
async function putCurrent(): Promise<void> {
  const { body } = await server.http.get(`${DB}/effective-config?explain=true`).expect(200);
  for (const name of FACET_NAMES) await putWanted(name, [body[name] ?? []].flat());
}

it('gives exactly the wanted list back, and stores nothing that could be left out', async () => {
  const property = fc.asyncProperty(
    configs,
    lists,
    inTime(async (drawn, wanted) => {
      await putDrawn(server, drawn);
      const { settings } = await inEffect(server);
      for (const name of FACET_NAMES) {
        const template = drawn.facets[name].template.map((item) => shown(name, item));
        const items = wanted[name].map((item) => shown(name, item));
        expect(await putWanted(name, wanted[name])).toHaveLength(
          minimalOverrides(facetOf(name), template, items).length,
        );
      }
      const facets = perFacet((_, name) => inOrder(name, wanted[name]));
      expect(await inEffect(server)).toEqual({ facets, settings });
      expect((await findings(server)).filter(({ facet }) => facet !== 'settings')).toEqual([]);
    }),
  );
  await fc.assert(property, RUNS);
});

it('of what is in effect stores no override where there was none', async () => {
  const property = fc.asyncProperty(
    edits,
    inTime(async (template) => {
      await server.http.delete(`${DB}/overrides`).expect(204);
      await putTemplate(server, template);
      await putCurrent();
      expect(await stored(server)).toMatchObject({ override_count: 0 });
    }),
  );
  await fc.assert(property, RUNS);
});

it('of what is in effect changes nothing there, drops what does nothing, and then leaves every row as it is', async () => {
  const property = fc.asyncProperty(
    configs,
    fc.option(edits),
    inTime(async (drawn, edit) => {
      await putDrawn(server, drawn);
      if (edit) await putTemplate(server, edit);
      const before = await inEffect(server);
      await putCurrent();
      expect(await inEffect(server)).toEqual(before);
      expect((await findings(server)).filter(({ facet }) => facet !== 'settings')).toEqual([]);
      const rows = await stored(server);
      await putCurrent();
      expect(await stored(server)).toEqual(rows);
    }),
  );
  await fc.assert(property, RUNS);
});
