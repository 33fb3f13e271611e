import fc from 'fast-check';
import { FACET_NAMES, type FacetMap, facetOf, perFacet } from '../../src/facets/facets.js';
import { perSetting } from '../../src/settings/settings.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { keyOf } from '../setup/arbitraries.js';
import { type ConfigCase, configs, edits } from '../setup/arbitrary-configs.js';
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

/** What an edit of the template does to an instance with any overrides, and what pruning does afterwards. */
const RUNS = { numRuns: 20 };

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await startWithOneInstance(server);
});
afterAll(() => server.close());

function ownKeys(drawn: ConfigCase): FacetMap<Set<string>> {
  return perFacet((_, name) => {
    const { set, removed } = drawn.facets[name];
    return new Set([...set.map((item) => keyOf(name, item)), ...removed]);
  });
}

it('an edit of the template changes no overridden item or setting, and reaches every other one', async () => {
  const property = fc.asyncProperty(
    configs,
    edits,
    inTime(async (drawn, edit) => {
      await putDrawn(server, drawn);
      const rows = await stored(server);
      await putTemplate(server, edit);
      const own = ownKeys(drawn);
      const facets = perFacet((_, name) => {
        const inherited = edit.facets[name].filter((item) => !own[name].has(keyOf(name, item)));
        return inOrder(name, [...drawn.facets[name].set, ...inherited]);
      });
      const settings = perSetting((name) => drawn.own[name] ?? edit.settings[name]);
      expect(await inEffect(server)).toEqual({ facets, settings });
      expect(await stored(server)).toEqual(rows);
    }),
  );
  await fc.assert(property, RUNS);
});

const prune = async (query: object = {}) =>
  (await server.http.post(`${DB}/overrides/prune`).query(query).expect(200)).body.dropped;

it('pruning never changes what is in effect, drops exactly what was found, and a second time nothing', async () => {
  const property = fc.asyncProperty(
    configs,
    fc.option(edits),
    inTime(async (drawn, edit) => {
      await putDrawn(server, drawn);
      if (edit) await putTemplate(server, edit);
      const [before, rows, found] = [await inEffect(server), await stored(server), await findings(server)];
      expect(await prune({ dry_run: true })).toEqual(found);
      expect(await stored(server)).toEqual(rows);
      expect(await prune()).toEqual(found);
      expect(await inEffect(server)).toEqual(before);
      const after = await stored(server);
      for (const name of FACET_NAMES) {
        const gone = new Set(found.filter(({ facet }) => facet === name).map(({ key }) => key));
        const kept = [rows[name] ?? []].flat().filter((row) => !gone.has(facetOf(name).key(row)));
        expect([after[name] ?? []].flat()).toEqual(kept);
      }
      expect([await prune(), await findings(server)]).toEqual([[], []]);
      expect(await stored(server)).toEqual(after);
    }),
  );
  await fc.assert(property, RUNS);
});
