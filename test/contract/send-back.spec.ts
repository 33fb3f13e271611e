import { isObject } from '../../src/common/fields.js';
import { FACET_NAMES } from '../../src/facets/facets.js';
import { ApiDocument, type Operation } from '../setup/api-document.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from '../setup/factories.js';
import { facetBody, newInstance, newStack, overrideAll } from '../setup/story.js';

/** Whatever can be read and written at one address may be written back as it was read, and nothing of it is forgotten. */

let server: TestApp;
let api: ApiDocument;

const FACETS = Object.assign({}, ...FACET_NAMES.map((name) => facetBody(name, [ANOTHER_OF_EACH[name]])));
const SECRET = { key: 'TOKEN', value: 'hunter2', is_secret: true };

beforeAll(async () => {
  server = await startTestApp();
  api = new ApiDocument(JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text()));
  for (const name of ['database', 'tools']) await server.http.post('/categories').send({ name }).expect(201);
  await server.http.post('/services').send({ name: 'redis', image_name: 'redis' }).expect(201);
  const own = { name: 'postgres', image_name: 'postgres', category: 'database' };
  const env_vars = [...FACETS.env_vars, SECRET];
  const dependencies = [{ service: 'redis', condition: 'service_started' }];
  await server.http
    .post('/services')
    .send({ ...FACETS, ...own, env_vars, dependencies })
    .expect(201);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db', { settings: { image_tag: '16.6' } });
  const source = { url: 'https://git.example.com/shop.git', token: 'hunter2', secret: 'hunter2' };
  await server.http.put('/stacks/shop/source').send(source).expect(200);
  await overrideAll(server, '/stacks/shop/instances/db');
  await server.http
    .patch('/stacks/shop/instances/db/env-vars')
    .send({ set: [SECRET] })
    .expect(200);
});
afterAll(() => server.close());

const fill = (path: string) =>
  path
    .replace('/api/v1', '')
    .replace('{stack}', 'shop')
    .replace('{instance}', 'db')
    .replace('{template}', 'postgres')
    .replace('{category}', 'database')
    .replace('{path}', pathOf(path.includes('{template}') ? ANOTHER_OF_EACH : ONE_OF_EACH));

/** The template was made with the one, the override last with the other. */
function pathOf(facets: { config_files: object }): string {
  return String(Reflect.get(facets.config_files, 'file_path')).slice(1);
}

/** Every PUT that has a GET at its address. */
function writable(): Operation[] {
  const read = new Set(api.operations.filter(({ verb }) => verb === 'get').map(({ path }) => path));
  return api.operations.filter(({ verb, path }) => verb === 'put' && read.has(path));
}

function schemaOf({ requestBody }: Operation): Record<string, unknown> {
  const schema = requestBody?.content['application/json']?.schema;
  return Object(schema && '$ref' in schema ? api.resolve(String(schema.$ref)) : schema);
}

/** What was read as the body of the write: below the only key, where that takes one. */
function asBody(operation: Operation, read: unknown): Record<string, unknown> {
  const { required = [], properties } = schemaOf(operation);
  const [key, ...others] = [required].flat().map(String);
  const alone = key !== undefined && others.length === 0 && Object.keys(Object(properties)).length === 1;
  return alone ? { [key]: read } : Object(read);
}

/** Without what every write of a thing makes new. */
function lasting(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { updated_at: _updated_at, revision: _revision, ...rest } = body;
  return rest;
}

const read = async (path: string): Promise<unknown> => (await server.http.get(path).expect(200)).body;

it('a body that was read is taken as it came, and changes nothing', async () => {
  const refused: Record<string, unknown> = {};
  for (const operation of writable()) {
    const path = fill(operation.path);
    const before = await read(path);
    const answer = await server.http.put(path).send(asBody(operation, before));
    if (answer.status !== 200) refused[path] = [answer.status, answer.body];
    else expect([path, lasting(await read(path))]).toEqual([path, lasting(before)]);
  }
  expect(refused).toEqual({});
  expect(writable().length).toBeGreaterThanOrEqual(20);
});

const ROW_FIELDS = ['id', 'created_at', 'updated_at', 'fingerprint'];

interface Change {
  pointer: string;
  body: object;
}

/** The body with one value changed that only the server makes, for each such value. */
function changes(operation: Operation, body: Record<string, unknown>): Change[] {
  const properties = Object.entries<{ readOnly?: boolean }>(Object(schemaOf(operation).properties));
  const server_made = properties.flatMap(([name, { readOnly }]) => (readOnly && name in body ? [name] : []));
  const own = server_made.map((name) => ({ pointer: `/${name}`, body: { ...body, [name]: other(body[name]) } }));
  const rows = Object.entries(body).flatMap(([name, value]) => {
    const list = (Array.isArray(value) ? value : [value]).filter(isObject);
    return list.flatMap((row, index) =>
      ROW_FIELDS.filter((field) => field in row).map((field) => {
        const changed = { ...row, [field]: other(row[field]) };
        const whole = Array.isArray(value) ? list.with(index, changed) : changed;
        return {
          pointer: `/${name}${Array.isArray(value) ? `/${index}` : ''}/${field}`,
          body: { ...body, [name]: whole },
        };
      }),
    );
  });
  return [...own, ...rows];
}

function other(value: unknown): unknown {
  if (typeof value === 'number') return value + 1000;
  if (Array.isArray(value)) return [...value, { a: 1 }];
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, other(part)]));
  return typeof value === 'string' && /^\d{4}-/.test(value) ? value.replace(/^\d{4}/, '1999') : 'something else';
}

it('what only the server makes is refused by its place where it was changed', async () => {
  const wrong: Record<string, unknown> = {};
  let tried = 0;
  for (const operation of writable()) {
    const path = fill(operation.path);
    const body = asBody(operation, await read(path));
    for (const change of changes(operation, body)) {
      const answer = await server.http.put(path).send(change.body);
      tried += 1;
      const [error] = Object(answer.body).errors ?? [];
      const named = answer.status === 400 && String(error?.pointer).startsWith(change.pointer);
      if (!named || !String(error.reason).endsWith('leave it out'))
        wrong[`${path} ${change.pointer}`] = [answer.status, answer.body];
      if (JSON.stringify(answer.body).includes('hunter2')) wrong[path] = 'says a secret';
    }
    expect([path, lasting(await read(path))]).toEqual([
      path,
      lasting(Object.values(body).length === 1 ? Object.values(body)[0] : body),
    ]);
  }
  expect(wrong).toEqual({});
  expect(tried).toBeGreaterThan(100);
});
