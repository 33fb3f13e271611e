import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpConfiguration } from '../setup/dump.js';

/** What looks like a secret in a file from elsewhere is sealed, and what cannot be sealed is named; no value comes back. */
let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const SECRETS = ['hunter2', 'tell-nobody', 's3cret-of-url', 'top-of-label'];
const FILE = `services:
  web:
    image: example/web
    command: ["serve", "--token=tell-nobody"]
    environment:
      DB_PASSWORD: hunter2
      DATABASE_URL: postgres://u:s3cret-of-url@db/shop
      ALLOW_EMPTY_PASSWORD: "yes"
      LOG_LEVEL: debug
      API_TOKEN: \${API_TOKEN}
    labels: [a=b, "app.secret=top-of-label"]
  db:
    image: postgres:17.2
    environment: [POSTGRES_PASSWORD=hunter2, POSTGRES_INITDB_ARGS=-k, MY_TOKEN=hunter2]
`;

interface Warning {
  code: string;
  where: string;
}
const places = (warnings: Warning[]) =>
  warnings.filter(({ code }) => code === 'secret-detected').map(({ where }) => where);

async function importStack(name: string, more: object = {}, query = '') {
  const body = { format: 'compose', name, content: FILE, ...more };
  const answer = await server.http.post(`/stacks/import${query}`).send(body).expect(200);
  for (const secret of SECRETS) expect(answer.text).not.toContain(secret);
  const [web, db] = answer.body.instances;
  return { web, db };
}

const secretsOf = async (stack: string, instance: string) => {
  const { body } = await server.http.get(`/stacks/${stack}/instances/${instance}/effective-config`).expect(200);
  return body.env_vars.filter((it: { is_secret: boolean }) => it.is_secret).map(({ key }: { key: string }) => key);
};

const WEB = ['environment/DB_PASSWORD', 'environment/DATABASE_URL'];
const UNSEALED = ['command', 'labels/1'];
const inWeb = (names: string[]) => names.map((name) => `/services/web/${name}`);

it('a stack seals what looks like a secret, and says where', async () => {
  const { web, db } = await importStack('shop');
  expect(places(web.warnings)).toEqual(inWeb([...WEB, ...UNSEALED]));
  expect(places(db.warnings)).toEqual(['/services/db/environment/2']);
  expect(await secretsOf('shop', 'web')).toEqual(['DATABASE_URL', 'DB_PASSWORD']);
  expect(await secretsOf('shop', 'db')).toEqual(['MY_TOKEN', 'POSTGRES_PASSWORD']);
  for (const path of ['/stacks/shop/compose', '/stacks/shop/export', '/services/shop-web']) {
    const { text } = await server.http.get(path).expect(200);
    for (const secret of ['hunter2', 's3cret-of-url']) expect(text).not.toContain(secret);
  }
});

it('the values are in the .env of the render, so that what runs is what the file said', async () => {
  const { text } = await server.http.post('/stacks/shop/compose/env/reveal').expect(200);
  expect(text).toContain('WEB_DB_PASSWORD=hunter2');
  expect(text).toContain('postgres://u:s3cret-of-url@db/shop');
  const { text: compose } = await server.http.get('/stacks/shop/compose').expect(200);
  expect(compose).toContain('DB_PASSWORD: ${WEB_DB_PASSWORD}');
});

it('the same file, the render and the export change nothing when they come again', async () => {
  const before = await dumpConfiguration(server);
  const { web } = await importStack('shop', { mode: 'update' });
  expect([web.result, places(web.warnings)]).toEqual(['unchanged', inWeb(UNSEALED)]);
  const { text: rendered } = await server.http.get('/stacks/shop/compose').expect(200);
  const again = await importStack('shop', { mode: 'update', content: rendered });
  expect([again.web, again.db].map(({ result, warnings }) => [result, places(warnings)])).toEqual([
    ['unchanged', []],
    ['unchanged', []],
  ]);
  const { text: exported } = await server.http.get('/stacks/shop/export').expect(200);
  const body = { format: 'devarch', mode: 'replace', content: exported };
  const own = await server.http.post('/stacks/import').send(body).expect(200);
  expect(own.text).not.toContain('secret-detected');
  expect(await dumpConfiguration(server)).toEqual(before);
});

it.each([
  ['body', { detect_secrets: false }, ''],
  ['query', {}, '?detect_secrets=false'],
])('detect_secrets=false in the %s leaves everything as it stands', async (where, more, query) => {
  const content = FILE.replace('labels:', 'x-devarch: { secrets: [DB_PASSWORD] }\n    labels:');
  const { body } = await server.http
    .post(`/stacks/import${query}`)
    .send({ format: 'compose', name: `plain-${where}`, content, ...more })
    .expect(200);
  expect(body.instances.flatMap(({ warnings }: { warnings: Warning[] }) => places(warnings))).toEqual([]);
  expect(await secretsOf(`plain-${where}`, 'web')).toEqual(['DB_PASSWORD']);
  const templates = await server.http.post(`/services/import${query}`).send({ compose: FILE, dry_run: true, ...more });
  expect(templates.text).not.toContain('secret-detected');
});

it('what is known in the clear with the same value stays so; another value is sealed', async () => {
  const content =
    'services:\n  web:\n    image: example/clear\n    environment: { A_TOKEN: hunter2, B_TOKEN: hunter2 }\n';
  await importStack('clear', { content, detect_secrets: false });
  const { web } = await importStack('clear', {
    mode: 'update',
    content: content.replace('B_TOKEN: hunter2', 'B_TOKEN: new'),
  });
  expect([web.result, places(web.warnings)]).toEqual(['updated', inWeb(['environment/B_TOKEN'])]);
  expect(await secretsOf('clear', 'web')).toEqual(['B_TOKEN']);
});

it('templates are treated alike', async () => {
  const { body, text } = await server.http.post('/services/import').send({ compose: FILE }).expect(200);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  expect(places(body.services[0].warnings)).toEqual(inWeb([...WEB, 'environment/API_TOKEN', ...UNSEALED]));
  const { body: template } = await server.http.get('/services/web').expect(200);
  expect(template.env_vars.filter((it: { is_secret: boolean }) => it.is_secret)).toHaveLength(3);
  const again = await server.http.post('/services/import').send({ compose: FILE }).expect(200);
  expect(again.body.services[0]).toMatchObject({ result: 'unchanged' });
});
