import { CatalogService } from '../../src/catalog/catalog.service.js';
import { ApiDocument } from '../setup/api-document.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { fromTopToBottom, prefilled, REFUSED } from '../setup/prefilled.js';

/** Every operation of Swagger UI, pressed from top to bottom as it is filled in, on a fresh server with its catalogue. */

let server: TestApp;
let api: ApiDocument;
let shipped: unknown;

beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
  api = new ApiDocument(JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text()));
  shipped = (await server.http.get('/services/postgres').expect(200)).body;
});
afterAll(() => server.close());

it('answers 2xx, but for what is named here', async () => {
  const refused: Record<string, string> = {};
  for (const operation of fromTopToBottom(api)) {
    const { address, init } = prefilled(api, operation);
    const answer = await fetch(`${server.url}${address}`, init);
    const text = await answer.text();
    const request = `${init.method} ${address} ${String(init.body ?? '')}`;
    if (!answer.ok) refused[operation.operationId ?? ''] = `${request} → ${answer.status} ${text}`;
  }
  const share = 1 - Object.keys(refused).length / api.operations.length;
  expect(fromTopToBottom(api)).toHaveLength(api.operations.length);
  expect(share < 0.95 ? refused : {}).toEqual({});
  expect(Object.fromEntries(Object.entries(refused).filter(([id]) => !(id in REFUSED)))).toEqual({});
});

it('refuses a misspelt field as the document says', async () => {
  let compared = 0;
  for (const operation of api.operations) {
    const { address, init } = prefilled(api, operation);
    const example = Object(operation.responses['400']?.content?.['application/problem+json']?.example);
    const [, field] = /did you mean (\w+)\?$/.exec(String(example.detail)) ?? [];
    if (field === undefined) continue;
    const body = JSON.stringify({ ...JSON.parse(String(init.body)), [field.slice(0, -1)]: 1 });
    const answer = await fetch(`${server.url}${address}`, { ...init, body });
    const problem: unknown = await answer.json();
    // What one has to look up first may be gone by now.
    if (answer.status === 404) continue;
    expect(problem).toMatchObject({ status: 400, detail: example.detail, instance: example.instance });
    compared += 1;
  }
  expect(compared).toBeGreaterThan(20);
});

it('leaves the shipped template as it was', async () => {
  const { body } = await server.http.get('/services/postgres').expect(200);
  expect({ ...body, instance_count: 0 }).toEqual(shipped);
});
