import fc from 'fast-check';
import { FACET_NAMES, perFacet } from '../../src/facets/facets.js';
import { Keyring } from '../../src/secrets/keyring.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { configs, edits } from '../setup/arbitrary-configs.js';
import { DB, inEffect, inTime, putDrawn, putTemplate, startWithOneInstance, stored } from '../setup/drawn-instance.js';

/** Copies of any instance are the same in all but name, secrets included. */
const RUNS = { numRuns: 20 };

let server: TestApp;
let copies = 0;
beforeAll(async () => {
  server = await startTestApp();
  await startWithOneInstance(server);
});
afterAll(() => server.close());

/** The values of all stored rows, without what tells of the row itself. */
async function rowsOf(instance: string) {
  const detail = await stored(server, instance);
  const facets = perFacet((_, name) => [detail[name] ?? []].flat().map(({ id, ...values }) => values));
  return { facets, settings: detail.settings, counts: detail.override_counts };
}

/** Opens every sealed value with the place where it stands; one that was copied as it is throws. */
async function plainSecrets(instance: string): Promise<string[]> {
  const { id } = await stored(server, instance);
  const rows = await server.dataSource.query<{ key: string; sealed_value: string }[]>(
    'SELECT key, sealed_value FROM instance_env_vars WHERE instance_id = $1 AND sealed_value IS NOT NULL ORDER BY id',
    [id],
  );
  const place = (key: string) => JSON.stringify(['env_vars', 'instance', id, key]);
  return rows.map(({ key, sealed_value }) => server.get(Keyring).open(sealed_value, place(key)));
}

async function expectSame(copy: string): Promise<void> {
  const { body } = await server.http.get(`${copy}/diff?against=shop/db`).expect(200);
  expect([body.equal, body.settings]).toEqual([true, []]);
  for (const name of FACET_NAMES) expect(body.facets[name]).toEqual({ added: [], removed: [], changed: [] });
  expect((await server.http.get(`${copy}/diff?against=shop/db`).set('accept', 'text/plain')).text).toBe('');
  expect(await inEffect(server, copy)).toEqual(await inEffect(server));
  expect(await rowsOf(copy)).toEqual(await rowsOf(DB));
  expect(await plainSecrets(copy)).toEqual(await plainSecrets(DB));
}

it('a duplicate, a clone and a clone of the clone have an empty diff against their source', async () => {
  const property = fc.asyncProperty(
    configs,
    fc.option(edits),
    inTime(async (drawn, edit) => {
      await putDrawn(server, drawn);
      if (edit) await putTemplate(server, edit);
      const n = ++copies;
      await server.http
        .post(`${DB}/duplicate`)
        .send({ instance_id: `copy-${n}` })
        .expect(201);
      await expectSame(`/stacks/shop/instances/copy-${n}`);
      await server.http
        .post('/stacks/shop/clone')
        .send({ name: `clone-${n}` })
        .expect(201);
      await server.http
        .post(`/stacks/clone-${n}/clone`)
        .send({ name: `second-${n}` })
        .expect(201);
      for (const path of [`clone-${n}/instances/db`, `second-${n}/instances/copy-${n}`])
        await expectSame(`/stacks/${path}`);
      await server.http.delete(`/stacks/shop/instances/copy-${n}`).expect(204);
    }),
  );
  await fc.assert(property, RUNS);
});

it('what changes afterwards changes on one side only', async () => {
  const property = fc.asyncProperty(
    configs,
    configs,
    inTime(async (drawn, other) => {
      await putDrawn(server, drawn);
      const { body } = await server.http.post(`${DB}/duplicate`).expect(201);
      const copy = `/stacks/shop/instances/${body.instance_id}`;
      const before = await rowsOf(copy);
      await putDrawn(server, { ...other, facets: perFacet((_, name) => ({ ...other.facets[name], removed: [] })) });
      expect(await rowsOf(copy)).toEqual(before);
      await server.http.delete(copy).expect(204);
    }),
  );
  await fc.assert(property, { ...RUNS, numRuns: 10 });
});
