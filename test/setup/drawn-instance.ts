import type { SpecValues } from '../../src/facets/facet.js';
import { shownValues } from '../../src/facets/item-values.js';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../../src/facets/facets.js';
import { inFixedOrder } from '../../src/facets/order.js';
import type { OverrideFinding } from '../../src/hygiene/idle-overrides.js';
import type { InstanceDetail } from '../../src/instances/dto/instance-answers.js';
import { SETTING_NAMES } from '../../src/settings/settings.js';
import type { TestApp } from './app.js';
import { type FacetCase, rowsOf, shown } from './arbitraries.js';
import type { ConfigCase, Edit } from './arbitrary-configs.js';
import { facetBody, newInstance, newStack, putFacet } from './story.js';

/** Drawn templates and instances on a real server, reached through HTTP alone. */

export const TEMPLATE = '/services/postgres';
export const DB = '/stacks/shop/instances/db';

/** An empty template, and one instance of it. */
export async function startWithOneInstance(server: TestApp): Promise<void> {
  await server.http.post('/services').send({ name: 'postgres', image_name: 'postgres' }).expect(201);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
}

/** Makes the template what was drawn, all facets and settings, in one request. */
export async function putTemplate(server: TestApp, { facets, settings }: Edit): Promise<void> {
  const bodies = FACET_NAMES.map((name) => facetBody(name, facets[name]));
  await server.http
    .put(TEMPLATE)
    .send(Object.assign({}, settings, ...bodies))
    .expect(200);
}

/** Makes the template and the instance what was drawn; nothing is left of what they were before. */
export async function putDrawn(server: TestApp, drawn: ConfigCase, instance = DB): Promise<void> {
  await server.http.delete(`${instance}/overrides`).expect(204);
  await putTemplate(server, { facets: perFacet((_, name) => drawn.facets[name].template), settings: drawn.settings });
  await putOverrides(server, drawn.facets, instance);
  await server.http.put(instance).send({ settings: drawn.own }).expect(200);
}

async function putOverrides(server: TestApp, facets: FacetMap<FacetCase>, instance = DB) {
  for (const name of FACET_NAMES) {
    const rows = rowsOf(name, facets[name]);
    if (rows.length > 0) await putFacet(server, instance, name, rows);
  }
}

/** What is in effect, without where it comes from and without identity labels. */
export async function inEffect(server: TestApp, instance = DB) {
  const { body } = await server.http.get(`${instance}/effective-config`).expect(200);
  const facets = perFacet((facet, name) => {
    const items: SpecValues[] = [body[name] ?? []].flat();
    return items.filter((item) => item[facet.source_key] !== 'system').map((item) => shownValues(facet, item));
  });
  const settings = Object.fromEntries(SETTING_NAMES.map((name) => [name, body[name]]));
  return { facets, settings };
}

/** An instance with all stored rows, ids and times included; only when it last changed is left out. */
export async function stored(server: TestApp, instance = DB): Promise<Omit<InstanceDetail, 'updated_at'>> {
  const { updated_at, ...detail } = (await server.http.get(instance).expect(200)).body;
  expect(detail.override_count).toBe(FACET_NAMES.flatMap((name) => detail[name] ?? []).length);
  return detail;
}

export async function findings(server: TestApp, instance = DB): Promise<OverrideFinding[]> {
  return (await server.http.get(`${instance}/overrides/findings`).expect(200)).body;
}

/** A drawn list as an answer shows it: spelt canonically and in the facet's order. */
export function inOrder(name: FacetName, items: object[]): SpecValues[] {
  return inFixedOrder(
    facetOf(name),
    items.map((item) => shown(name, item)),
  );
}

const TIME_FOR_RUNS = 20_000;

/**
 * The runs of a property as long as there is time, on a machine with much else to do, too; what has begun is finished,
 * so that nothing of it meets the next run, and later ones, those that look for a smaller counterexample included, pass.
 */
export function inTime<Drawn extends unknown[]>(
  run: (...drawn: Drawn) => Promise<void>,
): (...drawn: Drawn) => Promise<void> {
  const deadline = Date.now() + TIME_FOR_RUNS;
  return async (...drawn) => {
    if (Date.now() < deadline) await run(...drawn);
  };
}
