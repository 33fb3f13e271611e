import { CatalogService } from '../../src/catalog/catalog.service.js';
import { STACK_EXAMPLES, TEMPLATE_EXAMPLES } from '../../src/transfer/dto/examples.js';
import { ApiDocument } from '../setup/api-document.js';
import { startTestApp, type TestApp } from '../setup/app.js';

/** Imports and exports answer what the API document says, also for the examples that it shows. */
const V1 = '/api/v1';

let server: TestApp;
let api: ApiDocument;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
  api = new ApiDocument(JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text()));
});
afterAll(() => server.close());

const errors = (verb: string, path: string, body: unknown) =>
  api.errors(api.operation(verb, `${V1}${path}`).responses['200']?.content?.['application/json']?.schema ?? {}, body);

it.each(Object.entries(TEMPLATE_EXAMPLES))('a template import: %s', async (_, { value }) => {
  const { body } = await server.http.post('/services/import').send(value).expect(200);
  expect(errors('post', '/services/import', body)).toEqual([]);
});

it('a template import that reaches somebody', async () => {
  const compose = TEMPLATE_EXAMPLES.keep.value.compose.replace('postgres:17', 'postgres:18');
  const { body } = await server.http.post('/services/import').send({ compose }).expect(200);
  expect(body.services[0].reach).not.toBeNull();
  expect(errors('post', '/services/import', body)).toEqual([]);
});

it.each(['new', 'compose', 'devarch'] as const)('a stack import: %s', async (example) => {
  const { value } = STACK_EXAMPLES[example];
  const { body } = await server.http
    .post('/stacks/import')
    .send({ ...value, dry_run: false })
    .expect(200);
  expect(errors('post', '/stacks/import', body)).toEqual([]);
});

it('a stack update and an export', async () => {
  const { body } = await server.http.post('/stacks/import').send(STACK_EXAMPLES.update.value).expect(200);
  expect(errors('post', '/stacks/import', body)).toEqual([]);
  const { body: file } = await server.http
    .get('/stacks/shop-copy/export')
    .set('accept', 'application/json')
    .expect(200);
  expect(errors('get', '/stacks/{stack}/export', file)).toEqual([]);
});
