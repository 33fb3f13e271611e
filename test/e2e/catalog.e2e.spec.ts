import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeReport } from '../../src/catalog/catalog-report.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';

let server: TestApp;
let catalog: CatalogService;
let dir: string;
let names: string[];

beforeAll(async () => {
  server = await startTestApp();
  catalog = server.get(CatalogService);
  dir = join(await mkdtemp(join(tmpdir(), 'devarch-catalog-')), 'catalog');
  await cp('catalog', dir, { recursive: true });
  const files = await readdir('catalog', { recursive: true });
  names = files.flatMap((file) => /[\\/](.+)\.yaml$/.exec(file)?.[1] ?? []).toSorted();
});
afterAll(async () => {
  await rm(join(dir, '..'), { recursive: true });
  await server.close();
});

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(join(dir, file), change(await readFile(join(dir, file), 'utf8')));
}

async function snapshot(): Promise<unknown> {
  return server.dataSource.query('SELECT *, xmin FROM services ORDER BY id');
}

it('loads the shipped catalogue into an empty database, four servers at once, exactly once', async () => {
  const reports = await Promise.all([1, 2, 3, 4].map(() => catalog.load(dir)));
  expect(reports.map(({ created, unchanged }) => [created.length, unchanged.length]).toSorted()).toEqual([
    [0, names.length],
    [0, names.length],
    [0, names.length],
    [names.length, 0],
  ]);
  const { body } = await server.http.get('/services?limit=500').expect(200);
  expect(body.map(({ name }: { name: string }) => name).toSorted()).toEqual(names);
  const categories = await server.http.get('/categories');
  expect(categories.body[0]).toMatchObject({ name: 'database', display_name: 'Databases', color: '#2f6fb3' });
});

it('keeps everything that a file says', async () => {
  const { body } = await server.http.get('/services/wordpress').expect(200);
  expect(body).toMatchObject({
    ...{ category: 'cms', image_name: 'wordpress', image_tag: '6.7.1-php8.3-apache', revision: 1 },
    ports: [{ host_ip: '127.0.0.1', host_port: 8088, container_port: 80, protocol: 'tcp' }],
    domains: [{ domain: 'wordpress.localhost', proxy_port: 80 }],
    dependencies: [{ service: 'mysql', condition: 'service_healthy' }],
  });
});

it('knows what can take the place of what', async () => {
  const { body } = await server.http.get('/services?limit=500').expect(200);
  const provides = body.map(({ name, provides: all }: { name: string; provides: string[] }) => [name, all.slice(1)]);
  expect(Object.fromEntries(provides.filter(([, others]: [string, string[]]) => others.length > 0))).toEqual({
    'immich-postgres': ['postgres'],
    mariadb: ['mysql'],
    timescaledb: ['postgres'],
    valkey: ['redis'],
  });
});

it('writes nothing when it is loaded again', async () => {
  const before = await snapshot();
  const report = await catalog.load(dir);
  expect(report).toMatchObject({ created: [], updated: [], kept: [] });
  expect(report.unchanged.toSorted()).toEqual(names);
  expect(await snapshot()).toEqual(before);
});

it('needs few statements, however many templates there are', async () => {
  const statements = await server.statements(() => catalog.load(dir));
  expect(statements.length).toBeLessThanOrEqual(10);
});

it('updates a template whose file changed', async () => {
  await edit('database/postgres.yaml', (text) => text.replace('postgres:17.2', 'postgres:17.3'));
  expect(await catalog.load(dir)).toMatchObject({ created: [], updated: ['postgres'], kept: [] });
  const { body } = await server.http.get('/services/postgres');
  expect(body).toMatchObject({ image_tag: '17.3', revision: 2 });
  expect(await catalog.load(dir)).toMatchObject({ updated: [], kept: [] });
});

it('keeps a template that was changed here, and one that was made here', async () => {
  await server.http
    .put('/services/postgres/labels')
    .send({ labels: [{ key: 'mine' }] })
    .expect(200);
  await server.http.delete('/services/zipkin').expect(204);
  await server.http.post('/services').send({ name: 'zipkin', image_name: 'mine' }).expect(201);
  await edit('database/postgres.yaml', (text) => text.replace('postgres:17.3', 'postgres:17.4'));
  const report = await catalog.load(dir);
  expect(report).toMatchObject({
    ...{ created: [], updated: [] },
    kept: [
      { name: 'postgres', reason: 'it was changed here since the last load; force overwrites it' },
      { name: 'zipkin', reason: 'it does not come from the catalogue; force overwrites it' },
    ],
  });
  expect((await server.http.get('/services/postgres')).body).toMatchObject({
    image_tag: '17.3',
    labels: [{ key: 'mine' }],
  });
});

it('overwrites them when forced, and is in charge of them again', async () => {
  const { body: before } = await server.http.get('/services/postgres');
  expect(await catalog.load(dir, { force: true })).toMatchObject({ updated: ['postgres', 'zipkin'], kept: [] });
  const { body: after } = await server.http.get('/services/postgres');
  expect(after).toMatchObject({ id: before.id, image_tag: '17.4', labels: [], env_vars: before.env_vars });
  await edit('database/postgres.yaml', (text) => text.replace('postgres:17.4', 'postgres:17.5'));
  expect(await catalog.load(dir)).toMatchObject({ updated: ['postgres'], kept: [] });
});

it('takes dependencies in a circle, and leaves out unknown ones with a warning', async () => {
  const needing = (name: string, needed: string) => `services: {${name}: {image: x, depends_on: [${needed}]}}`;
  await writeFile(join(dir, 'cache/chicken.yaml'), needing('chicken', 'egg'));
  await writeFile(join(dir, 'cache/egg.yaml'), needing('egg', 'chicken, phoenix'));
  const report = await catalog.load(dir);
  expect(report.created).toEqual(['chicken', 'egg']);
  expect(report.warnings.filter(({ file }) => file === 'cache/egg.yaml')).toEqual([
    {
      file: 'cache/egg.yaml',
      code: 'dependency-unknown',
      where: '/services/egg',
      message: 'needs phoenix, which is no template; left out',
    },
  ]);
  expect((await server.http.get('/services/egg')).body.dependencies).toEqual([
    { link: 'chicken', service: 'chicken', condition: 'service_started', required: true },
  ]);
  expect(describeReport(report)).toContain('cache/egg.yaml#/services/egg dependency-unknown: needs phoenix');
});

it('loads nothing when a file is wrong, and names every such file', async () => {
  await writeFile(join(dir, 'cache/bad.yaml'), 'services: [');
  await writeFile(join(dir, 'cache/worse.yaml'), 'services: {worse: {}}');
  await writeFile(join(dir, 'cache/duplicate.yaml'), 'services: {egg: {image: x}}');
  const before = await snapshot();
  await expect(catalog.load(dir)).rejects.toMatchObject({
    kind: 'invalid-input',
    errors: [
      { pointer: join(dir, 'cache/bad.yaml') },
      { pointer: `${join(dir, 'cache/worse.yaml')}#/services/worse` },
      { pointer: join(dir, 'cache/egg.yaml'), reason: expect.stringContaining('duplicate.yaml') },
    ],
  });
  expect(await snapshot()).toEqual(before);
});

it('says so when the folder is missing or holds no templates', async () => {
  const missing = join(dir, 'nope');
  await expect(catalog.load(missing)).rejects.toThrow(`There is no catalogue folder "${missing}".`);
  await expect(catalog.load('src')).rejects.toThrow('holds no <category>/<template>.yaml');
});

describe('secrets of the catalogue', () => {
  type Made = { key: string; value: string; generate: string };
  type Variable = { name: string; value: string };

  it('an instance of every template that generates any has its own, in the file that runs and in the .env', async () => {
    await catalog.load('catalog', { force: true });
    const { body } = await server.http.get('/services?limit=500&include=facets').expect(200);
    const templates = (body as { name: string; env_vars: Made[] }[])
      .map(({ name, env_vars }) => ({ name, keys: env_vars.filter(({ generate }) => generate).map(({ key }) => key) }))
      .filter(({ keys }) => keys.length > 0);
    expect(templates.length).toBeGreaterThan(40);
    const values: string[] = [];
    for (const stack of ['one', 'two']) {
      await server.http.post('/stacks').send({ name: stack }).expect(201);
      for (const { name } of templates)
        await server.http.post(`/stacks/${stack}/instances`).send({ instance_id: name, template: name }).expect(201);
      const { body: all } = await server.http
        .post(`/stacks/${stack}/compose/env/reveal`)
        .set('accept', 'application/json')
        .expect(200);
      const { text } = await server.http.post(`/stacks/${stack}/compose/reveal`).expect(200);
      const known = new Map((all as Variable[]).map((it) => [it.name, it.value]));
      for (const { name, keys } of templates)
        for (const key of keys) {
          const value = known.get(`${name}_${key}`.toUpperCase().replace(/[^A-Z0-9]/g, '_')) ?? '';
          expect([name, key, value.length > 15, text.includes(value)]).toEqual([name, key, true, true]);
          values.push(value);
        }
    }
    expect(new Set(values).size).toBe(values.length);
  });
});
