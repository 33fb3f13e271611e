import { FACET_NAMES, facetOf } from '../../src/facets/facets.js';
import type { TemplateImpact } from '../../src/templates/impact/impact-answers.js';
import { ApiDocument } from '../setup/api-document.js';
import type { TestApp } from '../setup/app.js';
import { startImpactApp } from '../setup/impact-app.js';
import { ANOTHER_OF_EACH, aTemplate } from '../setup/factories.js';
import { facetBody, problem } from '../setup/story.js';

let server: TestApp;

beforeAll(async () => {
  server = await startImpactApp();
});
afterAll(() => server.close());

async function preview(path: string, body: object): Promise<TemplateImpact> {
  return (await server.http.put(`${path}?dry_run=true`).send(body).expect(200)).body;
}

/** Every row of every table, with the transactions that wrote or locked it. */
async function everything(): Promise<unknown> {
  const tables = server.dataSource.entityMetadatas.map(({ tableName }) => tableName).toSorted();
  const rows = tables.map((table) => server.dataSource.query(`SELECT xmin, xmax, * FROM ${table} ORDER BY ctid`));
  return Promise.all(rows);
}

describe('what the write refuses, the dry run refuses in the same words', () => {
  const port = { host_port: 1, container_port: 2 };
  const CASES: [string, string, object][] = [
    ['an unknown field', '/services/postgres', { imagename: 'x' }],
    ['nothing at all', '/services/postgres', {}],
    ['a wrong value', '/services/postgres', { image_name: 'a b', ports: [{ ...port, host_port: 0 }] }],
    ['repeated items', '/services/postgres', { ports: [port, port] }],
    ['an identity label', '/services/postgres', { labels: [{ key: 'devarch.stack' }] }],
    ['an unknown category', '/services/postgres', { category: 'databse' }],
    ['an unknown category before an unknown template', '/services/nope', { category: 'databse' }],
    ['an unknown dependency', '/services/postgres', { dependencies: [{ service: 'rediss' }] }],
    ['a dependency on itself', '/services/postgres', { dependencies: [{ service: 'postgres' }] }],
    ['an unknown template', '/services/nope', { image_tag: '1' }],
    ['a name that is taken', '/services/postgres', { name: 'redis' }],
    [
      'a name that is taken, before an unknown dependency',
      '/services/postgres',
      {
        ...{ name: 'redis', dependencies: [{ service: 'rediss' }] },
      },
    ],
    ['a reserved name', '/services/postgres', { name: 'system' }],
    ['a missing key', '/services/postgres/ports', {}],
    ['a misspelt key', '/services/postgres/env-vars', { env_var: [] }],
    ['a wrong item', '/services/postgres/ports', { ports: [{ ...port, nope: 1 }] }],
    ['an unknown template of a facet', '/services/nope/ports', { ports: [] }],
  ];

  it.each(CASES)('%s', async (_, path, body) => {
    const before = await everything();
    const dry = await server.http.put(`${path}?dry_run=true`).send(body);
    expect(await everything()).toEqual(before);
    const real = await server.http.put(path).send(body);
    expect([dry.status, dry.body]).toEqual([real.status, real.body]);
    expect([400, 404, 409]).toContain(real.status);
  });

  it('a body that is not JSON, and one that is too large', async () => {
    const path = '/services/postgres?dry_run=true';
    await server.http.put(path).type('text/plain').send('x').expect(415);
    await server.http.put(path).type('json').send('{').expect(400);
    await server.http
      .put(path)
      .send({ description: 'x'.repeat(2 ** 21) })
      .expect(413);
  });

  it.each(['dry_run=yes', 'dry_run=1', 'dry_run=', 'dryrun=true', 'dry_run=true&dry_run=false', 'dry_run=true&x=1'])(
    'an option that is not one (%s): it never becomes a change',
    async (query) => {
      const before = await everything();
      for (const path of ['/services/postgres', '/services/postgres/ports'])
        await server.http.put(`${path}?${query}`).send({ ports: [] }).expect(400);
      expect(await everything()).toEqual(before);
    },
  );

  it('says which option is not known', async () => {
    const { body } = await server.http.put('/services/postgres?dryrun=true').send({ image_tag: '1' }).expect(400);
    const refusal = problem(400, '/services/postgres', 'dryrun is not known here; did you mean dry_run?');
    expect(body).toMatchObject(refusal);
  });

  it('with dry_run=false it is the write', async () => {
    await aTemplate(server.dataSource, { name: 'unused', image_name: 'unused' });
    const { body: before } = await server.http.get('/services/unused').expect(200);
    const { body } = await server.http.put('/services/unused?dry_run=false').send({ image_tag: '3' }).expect(200);
    expect(body).toMatchObject({ image_tag: '3', revision: before.revision + 1 });
    expect(
      (await server.http.put('/services/unused/ports?dry_run=false').send({ ports: [] }).expect(200)).body,
    ).toEqual([]);
  });
});

describe('the document', () => {
  const V1 = '/api/v1/services/{template}';
  const document = async () => new ApiDocument(JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text()));
  const ROUTES = FACET_NAMES.map((name): [string, object] => [
    `${V1}/${facetOf(name).path}`,
    facetBody(name, [ANOTHER_OF_EACH[name]]),
  ]);

  it.each([[V1, { description: 'x' }], ...ROUTES])('%s describes both answers', async (path, body) => {
    const api = await document();
    const { parameters = [], responses } = api.operation('put', path);
    const dry_run = { name: 'dry_run', in: 'query', required: false, schema: { type: 'boolean', default: false } };
    expect(parameters).toContainEqual(expect.objectContaining(dry_run));
    const address = path.replace('/api/v1', '').replace('{template}', 'postgres');
    const schema = responses['200']?.content?.['application/json']?.schema ?? { not: {} };
    for (const answer of [await preview(address, body), (await server.http.put(address).send(body).expect(200)).body])
      expect(api.errors(schema, answer)).toEqual([]);
    expect(api.errors(schema, { dry_run: true })).not.toEqual([]);
  });

  it.each(['usage', 'overrides'])('describes %s', async (path) => {
    const api = await document();
    const schema = api.operation('get', `${V1}/${path}`).responses['200']?.content?.['application/json']?.schema;
    const { body } = await server.http.get(`/services/postgres/${path}`).expect(200);
    expect(api.errors(schema ?? { not: {} }, body)).toEqual([]);
  });
});
