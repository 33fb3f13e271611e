import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';

let server: TestApp;
let names = 0;

beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

interface Loss {
  code: string;
  where: string;
  message: string;
}

interface Variable {
  key: string;
  value: string | null;
  is_secret: boolean;
  description: string;
}

async function importAs(name: string, content: string, more: object = {}) {
  const body = { format: 'compose', name, content, ...more };
  const answer = await server.http.post('/stacks/import').send(body).expect(200);
  const { losses, instances, variables } = answer.body as {
    losses: Loss[];
    instances: { result: string; losses: Loss[] }[];
    variables: object;
  };
  const all = [...losses, ...instances.flatMap((instance) => instance.losses)];
  return { variables, results: instances.map(({ result }) => result), codes: all.map(({ code }) => code), losses: all };
}

async function imported(content: string, more: object = {}) {
  const name = `vars-${++names}`;
  return { name, ...(await importAs(name, content, more)) };
}

async function variablesOf(name: string): Promise<Variable[]> {
  return (await server.http.get(`/stacks/${name}/variables`).expect(200)).body;
}

async function valuesOf(name: string) {
  const variables = await variablesOf(name);
  return Object.fromEntries(variables.map(({ key, value }) => [key, value]));
}

async function storedEnv(name: string, instance: string) {
  const { body } = await server.http.get(`/stacks/${name}/instances/${instance}/effective-config`).expect(200);
  const items = body.env_vars as { key: string; value: string; expression?: string }[];
  return Object.fromEntries(items.map(({ key, value, expression }) => [key, expression ?? value]));
}

async function render(name: string, query = ''): Promise<string> {
  return (await fetch(`${server.api}/stacks/${name}/compose${query}`)).text();
}

const APP = `
services:
  app:
    image: acme/app:\${TAG:-1.0}
    command: [run, "--level=\${LEVEL-info}"]
    environment:
      URL: http://\${HOST:?where it is}:\${PORT:-80}/
      PW: \${APP_PASSWORD}
      RAW: "$$HOME"
    ports: ["\${PORT:-80}:80"]
    labels: { level: "$LEVEL" }
`;

it('makes variables of the stack, and references to them', async () => {
  const { name, variables, codes } = await imported(APP);
  expect(variables).toEqual({
    created: ['TAG', 'LEVEL', 'HOST', 'PORT', 'APP_PASSWORD'],
    ...{ updated: [], unchanged: [], deleted: [] },
  });
  expect(await variablesOf(name)).toEqual([
    expect.objectContaining({ key: 'APP_PASSWORD', value: null, is_secret: true }),
    expect.objectContaining({ key: 'HOST', value: null, is_secret: false, description: 'where it is' }),
    expect.objectContaining({ key: 'LEVEL', value: 'info' }),
    expect.objectContaining({ key: 'PORT', value: '80' }),
    expect.objectContaining({ key: 'TAG', value: '1.0' }),
  ]);
  expect(await storedEnv(name, 'app')).toEqual({
    URL: 'http://${{ vars.HOST }}:${{ vars.PORT }}/',
    PW: '${{ vars.APP_PASSWORD }}',
    RAW: '$HOME',
  });
  expect(codes).toEqual(['variable-without-value', 'variable-without-value', 'variable-filled-in']);
});

it('renders what the variables say now, and stays as it is when that comes in again', async () => {
  const { name } = await imported(APP, { variables: { HOST: 'h', APP_PASSWORD: 'correct horse' } });
  await server.http.patch(`/stacks/${name}/variables`).send({ set: [{ key: 'TAG', value: '2.0' }] });
  const text = await render(name);
  expect(text).toContain('image: acme/app:2.0');
  expect(text).toContain('URL: http://h:80/');
  expect(text).toContain('PW: ${APP_PASSWORD}');
  for (const content of [text, APP]) {
    const again = await importAs(name, content, { mode: 'update' });
    expect(again.results).toEqual(['unchanged']);
    expect(again.variables).toMatchObject({ created: [], updated: [] });
    expect(await render(name)).toBe(text);
  }
});

it('takes an .env file and variables, both before the defaults, and the variables first', async () => {
  const env = 'export TAG=2 # why\nHOST=\'h.example\'\nAPP_PASSWORD="a\\"b"\nOTHER=x\nLEVEL=\n';
  const { name, codes } = await imported(APP, { env, variables: { TAG: '3' } });
  expect(await valuesOf(name)).toMatchObject({
    TAG: '3',
    HOST: 'h.example',
    PORT: '80',
    LEVEL: '',
    APP_PASSWORD: '***',
  });
  expect(codes).toEqual(['variable-unused', 'variable-filled-in']);
  const { text } = await server.http.post(`/stacks/${name}/compose/env/reveal`).expect(200);
  expect(text).toContain('a"b');
});

it('keeps what a variable of the stack says, but for what a request gives', async () => {
  const { name } = await imported(APP, { variables: { TAG: '5', APP_PASSWORD: 'one' } });
  const again = await importAs(name, APP, { mode: 'update', variables: { APP_PASSWORD: 'two' } });
  expect(again.variables).toEqual({
    created: [],
    updated: ['APP_PASSWORD'],
    unchanged: ['TAG', 'LEVEL', 'HOST', 'PORT'],
    deleted: [],
  });
  expect(again.losses).toContainEqual(expect.objectContaining({ code: 'variable-kept', where: '/services/app/image' }));
  const same = await importAs(name, APP, { mode: 'replace', variables: { APP_PASSWORD: 'two' } });
  expect(same.variables).toMatchObject({ updated: [] });
});

it('fills a stack’s own value in where a place takes no reference', async () => {
  const { name } = await imported(APP, { variables: { PORT: '8080' } });
  await importAs(name, APP, { mode: 'update' });
  expect(await render(name)).toContain('8080:80');
});

it('shares one variable between services, whatever template they match', async () => {
  const { name } = await imported(`
services:
  db: { image: "postgres:17", environment: { POSTGRES_PASSWORD: "\${PW:-changeme}", POSTGRES_DB: shop } }
  app: { image: acme/app:1, environment: { URL: "postgres://postgres:\${PW}@db/shop" } }`);
  expect(await storedEnv(name, 'db')).toMatchObject({ POSTGRES_PASSWORD: '${{ vars.PW }}' });
  const text = await render(name);
  expect(text).toContain('POSTGRES_PASSWORD: changeme');
  expect(text).toContain('URL: postgres://postgres:changeme@db/shop');
});

it('a secret that somebody set stays, unless the file replaces all and the request gives the variable', async () => {
  const file = 'services:\n  db: { image: "postgres:17", environment: { POSTGRES_PASSWORD: "${DB_PASSWORD}" } }';
  const { name } = await imported(file);
  const path = `/stacks/${name}/instances/db/env-vars`;
  const own = { key: 'POSTGRES_PASSWORD', value: 'mine', is_secret: true };
  await server.http
    .patch(path)
    .send({ set: [own] })
    .expect(200);
  const kept = await importAs(name, file, { mode: 'update' });
  expect(kept.codes).toContain('secret-kept');
  expect(kept.results).toEqual(['unchanged']);
  const given = await importAs(name, file, { mode: 'update', variables: { DB_PASSWORD: 'new' } });
  expect([given.results, given.variables]).toMatchObject([['unchanged'], { updated: ['DB_PASSWORD'] }]);
  expect(await storedEnv(name, 'db')).toMatchObject({ POSTGRES_PASSWORD: '***' });
  await importAs(name, file, { mode: 'replace', variables: { DB_PASSWORD: 'new' } });
  expect(await storedEnv(name, 'db')).toMatchObject({ POSTGRES_PASSWORD: '${{ vars.DB_PASSWORD }}' });
});

it('case 03: a name that Compose passes on is a variable without a value', async () => {
  const { name } = await imported('services:\n  db: { image: "postgres:17.2", environment: [POSTGRES_PASSWORD] }');
  expect(await variablesOf(name)).toMatchObject([{ key: 'POSTGRES_PASSWORD', value: null, is_secret: true }]);
  expect(await storedEnv(name, 'db')).toMatchObject({ POSTGRES_PASSWORD: '${{ vars.POSTGRES_PASSWORD }}' });
});

it('case 07: a variable in the name of an image is filled in, and refused by name where it is not known', async () => {
  const file = 'services: { chat: { image: "acme/${EDITION}:1" }, other: { image: "acme/other:1" } }';
  const body = { format: 'compose', name: 'vars-07', content: file };
  const refused = await server.http.post('/stacks/import').send(body).expect(400);
  expect(JSON.stringify(refused.body)).toContain('EDITION');
  expect(refused.body.errors).toMatchObject([{ pointer: '/content#/services/chat/image' }]);
  await importAs('vars-07', file, { variables: { EDITION: 'pro' } });
  expect(await render('vars-07')).toContain('image: acme/pro:1');
  await importAs('vars-07', file, { mode: 'update' });
  expect(await valuesOf('vars-07')).toEqual({ EDITION: 'pro' });
});

it('case 11: a variable is one, wherever it stands', async () => {
  const { name, codes } = await imported(`
services:
  init: { image: acme/init:1, entrypoint: [sh, -c, "login \${TOKEN}"], environment: { TOKEN2: "\${TOKEN}" } }`);
  const text = await render(name);
  expect(text).toContain('login ${TOKEN}');
  expect(text).toMatch(/TOKEN2: \$\{TOKEN\}/);
  expect(codes).toContain('variable-secret');
});

it('case 18: a volume from outside keeps its variable, or takes its value', async () => {
  const file = `
services: { web: { image: "acme/web:1", volumes: ["store:/data"] } }
volumes: { store: { external: true, name: "\${VOL}" } }`;
  const { name, codes } = await imported(file);
  expect(codes).toContain('variable-unknown');
  const text = await render(name);
  expect(text).toContain('name: ${VOL}');
  await importAs(name, text, { mode: 'update' });
  expect(await render(name)).toBe(text);
  const given = await imported(file, { variables: { VOL: 'store-1' } });
  expect(await render(given.name)).toContain('store-1:/data');
});

it('takes references that a file writes, and keeps what only looks like one', async () => {
  const { name } = await imported(`
services:
  a: { image: "acme/a:1", environment: { A: "$$\{{ b.host }}", B: "$$\{{ github.sha }}", C: "$$\{{ x" } }
  b: { image: "acme/b:1" }`);
  expect(await storedEnv(name, 'a')).toEqual({ A: '${{ b.host }}', B: '$${{ github.sha }}', C: '$${{ x' });
  expect(await render(name)).toMatch(/A: b\n\s+B: \$\$\{\{ github.sha \}\}\n\s+C: \$\$\{\{ x/);
});

it('says what it would do, and writes nothing', async () => {
  const name = 'vars-dry';
  const { variables } = await importAs(name, APP, { dry_run: true, variables: { APP_PASSWORD: 'hunter2' } });
  expect(variables).toMatchObject({ created: ['TAG', 'LEVEL', 'HOST', 'PORT', 'APP_PASSWORD'] });
  await server.http.get(`/stacks/${name}`).expect(404);
});

describe('refuses', () => {
  it.each([
    [{ env: 'A=1\nhunter2 hunter2' }, '/env'],
    [{ variables: { 'a-b': 'hunter2' } }, '/variables'],
    [{ variables: { A: 7 } }, '/variables'],
    [{ variables: ['hunter2'] }, '/variables'],
  ])('%j with its place, and without what stands there', async (more, pointer) => {
    const body = { format: 'compose', name: 'vars-refused', content: APP, ...more };
    const { body: answer } = await server.http.post('/stacks/import').send(body).expect(400);
    expect(answer.errors).toMatchObject([{ pointer }]);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });
});

it('a template has no stack: a default is filled in, and what is not known stays text', async () => {
  const compose = 'services: { tpl-vars: { image: "acme/t:${TAG:-7}", environment: { A: "x${B:-y}", C: "x${D}" } } }';
  const { body } = await server.http.post('/services/import').send({ compose }).expect(200);
  expect(body.services[0].warnings.map(({ code }: Loss) => code)).toEqual([
    ...['variable-filled-in', 'variable-filled-in', 'variable-unknown'],
  ]);
  const { body: template } = await server.http.get('/services/tpl-vars').expect(200);
  expect(template).toMatchObject({ image_tag: '7' });
});
