import { startTestApp, type TestApp } from '../setup/app.js';
import { newInstance, newStack } from '../setup/story.js';

const SHOP = '/stacks/shop/instances';
const SECRET = 'correct-horse-battery';
const POSTGRES = {
  ...{ name: 'postgres', image_name: 'postgres', image_tag: '17.2' },
  ports: [{ host_port: 15_432, container_port: 5432 }],
  env_vars: [
    { key: 'POSTGRES_DB', value: 'devarch' },
    { key: 'POSTGRES_USER', value: 'devarch' },
    { key: 'POSTGRES_PASSWORD', value: SECRET, is_secret: true },
  ],
};
const KEYCLOAK = {
  ...{ name: 'keycloak', image_name: 'keycloak', image_tag: '26' },
  dependencies: [{ service: 'postgres' }],
  env_vars: [
    { key: 'KC_DB_URL', value: 'jdbc:postgresql://${{ postgres.host }}:5432/${{ postgres.env.POSTGRES_DB }}' },
    { key: 'KC_DB_PASSWORD', value: '${{ postgres.env.POSTGRES_PASSWORD }}', is_secret: true },
    { key: 'DSN', value: 'postgres://x:${{ postgres.env.POSTGRES_PASSWORD }}@${{ postgres.host }}' },
  ],
};

interface Item {
  key: string;
  value: string | null;
}

let server: TestApp;
/** Everything that the server has answered in this file. */
let answered = '';

beforeAll(async () => {
  server = await startTestApp();
  for (const template of [POSTGRES, KEYCLOAK]) await server.http.post('/services').send(template).expect(201);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'main-db', { template: 'postgres' });
  await newInstance(server, 'shop', 'sso', { template: 'keycloak' });
  await server.http
    .put('/stacks/shop/variables')
    .send({ variables: [{ key: 'REALM', value: 'acme' }] })
    .expect(200);
});
afterAll(() => server.close());

async function effective(instance = 'sso', query = '') {
  const { body, text } = await server.http.get(`${SHOP}/${instance}/effective-config${query}`).expect(200);
  answered += text;
  const variable = (key: string) => body.env_vars.find((item: Item) => item.key === key);
  return { body, variable };
}
const patch = (instance: string, facet: string, set: object[]) =>
  server.http.patch(`${SHOP}/${instance}/${facet}`).send({ set }).expect(200);

it('a value is what it refers to, with what is stored beside it', async () => {
  const { variable } = await effective();
  expect(variable('KC_DB_URL')).toEqual({
    ...{ key: 'KC_DB_URL', value: 'jdbc:postgresql://main-db:5432/devarch', is_secret: false, fingerprint: null },
    ...{ source: 'template', expression: KEYCLOAK.env_vars[0]?.value },
    refers_to: ['main-db.host', 'main-db.env.POSTGRES_DB'],
  });
});

it('what refers to a secret is one, with the fingerprint of that where it is nothing else', async () => {
  const { variable } = await effective();
  const { variable: source } = await effective('main-db');
  const { fingerprint } = source('POSTGRES_PASSWORD');
  expect(variable('KC_DB_PASSWORD')).toMatchObject({ value: '***', is_secret: true, fingerprint });
  expect(variable('DSN')).toMatchObject({ value: '***', is_secret: true, expression: KEYCLOAK.env_vars[2]?.value });
  expect(variable('DSN').fingerprint).not.toBe(fingerprint);
});

it('follows an override of what it refers to, and a variable', async () => {
  await patch('main-db', 'env-vars', [{ key: 'POSTGRES_DB', value: '${{ vars.REALM }}-orders' }]);
  const { variable } = await effective('sso', '?explain=true');
  expect(variable('KC_DB_URL')).toMatchObject({
    value: 'jdbc:postgresql://main-db:5432/acme-orders',
    chain: [
      { place: 'main-db.host' },
      { place: 'main-db.env.POSTGRES_DB', expression: '${{ vars.REALM }}-orders', refers_to: ['vars.REALM'] },
      { place: 'vars.REALM' },
    ],
  });
});

it('put back as it is shown, it goes on referring and makes no override', async () => {
  const { body } = await effective();
  const stored = await server.http
    .put(`${SHOP}/sso/env-vars?as=effective`)
    .send({ env_vars: body.env_vars })
    .expect(200);
  expect(stored.body).toEqual([]);
  const changed = body.env_vars.map((item: Item) => (item.key === 'KC_DB_URL' ? { ...item, value: 'other' } : item));
  const after = await server.http.put(`${SHOP}/sso/env-vars?as=effective`).send({ env_vars: changed }).expect(200);
  expect(after.body).toMatchObject([{ key: 'KC_DB_URL', value: 'other' }]);
  await server.http.delete(`${SHOP}/sso/env-vars`).expect(204);
});

it('a mask that is put back with its expression is never taken for a value', async () => {
  await patch('sso', 'labels', [{ key: 'dsn', value: 'x ${{ postgres.env.POSTGRES_PASSWORD }}' }]);
  const { body } = await effective();
  expect(body.labels.find((item: Item) => item.key === 'dsn')).toMatchObject({ value: '***' });
  await server.http.put(`${SHOP}/main-db/labels?as=effective`).send({ labels: body.labels }).expect(200);
  const { body: rows } = await server.http.get(`${SHOP}/main-db/labels`).expect(200);
  expect(rows).toMatchObject([{ key: 'dsn', value: 'x ${{ postgres.env.POSTGRES_PASSWORD }}' }]);
  await server.http.delete(`${SHOP}/main-db/labels`).expect(204);
  await server.http.delete(`${SHOP}/sso/labels`).expect(204);
});

it('what was escaped goes back as it is shown', async () => {
  await patch('sso', 'labels', [{ key: 'lit', value: '$${{ no reference }} ${{ vars.REALM }}' }]);
  const { body } = await effective();
  await server.http.put(`${SHOP}/sso/labels?as=effective`).send({ labels: body.labels }).expect(200);
  const { body: rows } = await server.http.get(`${SHOP}/sso/labels`).expect(200);
  expect(rows).toMatchObject([{ value: '$${{ no reference }} ${{ vars.REALM }}' }]);
  await server.http.delete(`${SHOP}/sso/labels`).expect(204);
});

it('a setting says under settings_expressions what is stored of it', async () => {
  await server.http
    .put(`${SHOP}/sso`)
    .send({ settings: { image_tag: '${{ vars.REALM }}-1' } })
    .expect(200);
  const { body } = await effective();
  expect(body).toMatchObject({
    image_tag: 'acme-1',
    settings_expressions: { image_tag: { expression: '${{ vars.REALM }}-1', refers_to: ['vars.REALM'] } },
  });
});

it('what leads nowhere stays as it is stored', async () => {
  await patch('sso', 'labels', [{ key: 'a', value: 'x ${{ nobody.host }}' }]);
  const { body } = await effective();
  expect(body.labels.find((item: Item) => item.key === 'a')).toMatchObject({
    value: 'x ${{ nobody.host }}',
    refers_to: ['nobody.host'],
  });
});

it('the file of the stack has one variable for the secret, and its .env one line', async () => {
  const { body } = await server.http.get('/stacks/shop/compose').set('Accept', 'application/json').expect(200);
  const variable = '${MAIN_DB_POSTGRES_PASSWORD}';
  expect(body.services['main-db'].environment.POSTGRES_PASSWORD).toBe(variable);
  expect(body.services.sso.environment).toMatchObject({
    KC_DB_PASSWORD: variable,
    DSN: `postgres://x:${variable}@main-db`,
  });
  const env = await server.http.get('/stacks/shop/compose/env').expect(200);
  expect(env.text).toBe('MAIN_DB_POSTGRES_PASSWORD=\n');
  const revealed = await server.http.post('/stacks/shop/compose/env/reveal').expect(200);
  expect(revealed.text).toBe(`MAIN_DB_POSTGRES_PASSWORD=${SECRET}\n`);
});

it('a domain with a reference is reset by its text', async () => {
  const domain = '${{ vars.REALM }}.localhost';
  await patch('sso', 'domains', [{ domain }]);
  await server.http
    .patch(`${SHOP}/sso/domains`)
    .send({ reset: [domain.replace('localhost', 'LOCALHOST')] })
    .expect(200);
  expect((await server.http.get(`${SHOP}/sso/domains`).expect(200)).body).toEqual([]);
});

it('a command says no NUL, which no command can hold', async () => {
  const settings = { command: String.raw`["echo","\u0000secret:X\u0000"]` };
  await server.http.put(`${SHOP}/sso`).send({ settings }).expect(400);
});

it('a thousand references that lead nowhere are told at once', async () => {
  const value = Array.from({ length: 1000 }, (_, n) => `\${{ vars.RELAM${n} }}`).join('');
  await patch('sso', 'env-vars', [{ key: 'NOWHERE', value }]);
  const { variable } = await effective();
  expect(variable('NOWHERE').value).toBe(value);
  await server.http.delete(`${SHOP}/sso/env-vars`).expect(204);
});

it('a file may have services that are called as what every stack has', async () => {
  const content =
    'services: { app: { image: acme/app, depends_on: [vars, self] }, vars: { image: acme/vars }, self: { image: acme/self } }';
  const body = { format: 'compose', name: 'named', content };
  await server.http.post('/stacks/import').send(body).expect(200);
  const { text } = await server.http.get('/stacks/named/compose').expect(200);
  expect(text).toMatch(/depends_on:\s+self:[^]*vars:/);
});

it('no answer ever had the secret', () => {
  expect(answered).not.toContain(SECRET);
});
