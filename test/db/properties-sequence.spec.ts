import fc from 'fast-check';
import { isSingle, type SpecValues } from '../../src/facets/facet.js';
import { shownValues } from '../../src/facets/item-values.js';
import { canonicalJson } from '../../src/common/canonical-json.js';
import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { itemsOf, keyOf, shown } from '../setup/arbitraries.js';
import { DB, findings, inEffect, inTime, startWithOneInstance, stored, TEMPLATE } from '../setup/drawn-instance.js';
import { facetBody } from '../setup/story.js';
import { OverrideModel } from '../setup/override-model.js';

/** Any writes one after another, beside a model of them in memory: after each both have the same in effect and stored. */
const RUNS = { numRuns: 6 };

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await startWithOneInstance(server);
});
afterAll(() => server.close());

interface Step {
  write: 'set' | 'remove' | 'reset' | 'rows' | 'wanted' | 'template' | 'again' | 'prune' | 'clear';
  items: object[];
  /** Picks keys out of all that the step may know. */
  picks: number[];
}

const stepOf = (name: FacetName): fc.Arbitrary<Step> =>
  fc.record({
    write: fc.constantFrom<Step['write'][]>(
      ...(['set', 'set', 'remove', 'remove', 'reset', 'rows', 'rows'] as const),
      ...(['wanted', 'template', 'template', 'again', 'prune', 'clear'] as const),
    ),
    items: itemsOf(name),
    picks: fc.array(fc.nat(20), { maxLength: 2 }),
  });

/** Takes a step on the server, and tells what it answered. */
async function take(name: FacetName, { write, items }: Step, keys: string[]): Promise<number> {
  const { path } = facetOf(name);
  const rows = async () => [(await stored(server))[name] ?? []].flat();
  const setting = (item: object) => ({ ...item, removed: false });
  const removal = (key: string) => ({ ...keyColumns(name, key), removed: true });
  const requests = {
    set: () => server.http.patch(`${DB}/${path}`).send({ set: items }),
    remove: () => server.http.patch(`${DB}/${path}`).send({ remove: keys }),
    reset: () => server.http.patch(`${DB}/${path}`).send({ reset: keys }),
    rows: () => server.http.put(`${DB}/${path}`).send(facetBody(name, [...items.map(setting), ...keys.map(removal)])),
    wanted: () => server.http.put(`${DB}/${path}?as=effective`).send(facetBody(name, items)),
    template: () => server.http.put(`${TEMPLATE}/${path}`).send(facetBody(name, items)),
    again: async () => server.http.put(`${DB}/${path}`).send(facetBody(name, await rows())),
    prune: () => server.http.post(`${DB}/overrides/prune`),
    clear: () => server.http.delete(`${DB}/${path}`),
  };
  return (await requests[write]()).status;
}

/** The key columns of an item, out of its key. */
function keyColumns(name: FacetName, key: string): object {
  const [first = '', second = ''] = name === 'ports' ? key.split('/') : [key];
  const values = name === 'ports' ? [Number(first), second] : [first];
  return Object.fromEntries(facetOf(name).key_columns.map((column, index) => [column, values[index]]));
}

function mirror(model: OverrideModel, { write, items }: Step, values: SpecValues[], keys: string[]): number {
  const steps = {
    set: () => model.set(values),
    remove: () => model.remove(keys),
    reset: () => model.reset(keys),
    rows: () => model.replace(values, keys),
    wanted: () => model.want(values),
    template: () => model.edit(values),
    again: () => 200,
    prune: () => model.prune(),
    clear: () => model.clear(),
  };
  expect(values).toHaveLength(items.length);
  return steps[write]();
}

async function demandSame(name: FacetName, model: OverrideModel): Promise<void> {
  const detail = await stored(server);
  const rows = [detail[name] ?? []].flat();
  const facet = facetOf(name);
  const told = rows.map((row) => [facet.key(row), row.removed ? 'removed' : shownValues(facet, row)]);
  const order = (all: unknown[][]) => all.map((row) => canonicalJson(row)).toSorted();
  expect(order(told)).toEqual(order(model.rows()));
  expect((await inEffect(server)).facets[name]).toEqual(model.inEffect());
  const found = (await findings(server)).map(({ key, kind }) => [key, kind]);
  expect(order(found)).toEqual(order(model.findings()));
}

it.each(FACET_NAMES)('%s: the server does what the model does', async (name) => {
  const property = fc.asyncProperty(
    fc.array(stepOf(name), { minLength: 4, maxLength: 12 }),
    inTime(async (steps) => {
      await server.http.delete(`${DB}/overrides`).expect(204);
      await server.http
        .put(`${TEMPLATE}/${facetOf(name).path}`)
        .send(facetBody(name, []))
        .expect(200);
      const model = new OverrideModel(facetOf(name));
      for (const step of steps) {
        const known = [...new Set([...model.keys(), ...step.items.map((item) => keyOf(name, item))])];
        const picked = [...new Set(step.picks.flatMap((pick) => known[pick % known.length] ?? []))];
        const full = isSingle(facetOf(name)) && step.write === 'rows' && step.items.length > 0;
        const keys = full ? [] : picked;
        const values = step.items.map((item) => shown(name, item));
        const expected = mirror(model, step, values, keys);
        expect([step.write, await take(name, step, keys)]).toEqual([step.write, expected]);
        await demandSame(name, model);
      }
    }),
  );
  await fc.assert(property, RUNS);
});
