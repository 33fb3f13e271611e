import { parse as parseYaml } from 'yaml';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpTables } from '../setup/dump.js';
import { aTemplate } from '../setup/factories.js';
import { stackFileErrors } from '../setup/stack-file.js';
import { each, newInstance, newStack } from '../setup/story.js';

const SECRET = 'battery-staple-of-a-file';
const FILE = `devarch: 1
stack:
  name: shop
  description: ""
  enabled: true
variables:
  - key: DB_NAME
    value: shop
    is_secret: false
    description: Database
  - key: DB_PASSWORD
    is_secret: true
    description: ""
  - key: TAG
    value: null
    is_secret: false
    description: ""
instances: []
`;

let server: TestApp;
let elsewhere: TestApp;
beforeAll(async () => {
  [server, elsewhere] = await Promise.all([startTestApp(), startTestApp()]);
  await newStack(server, 'shop');
  const variables = [
    { key: 'TAG' },
    { key: 'DB_PASSWORD', value: SECRET, is_secret: true },
    { key: 'DB_NAME', value: 'shop', description: 'Database' },
  ];
  await server.http.put('/stacks/shop/variables').send({ variables }).expect(200);
});
afterAll(() => Promise.all([server.close(), elsewhere.close()]));

const exportOf = async (stack: string, from = server) =>
  (await from.http.get(`/stacks/${stack}/export`).expect(200)).text;
const importFile = (content: string, more: object = {}, into = server) =>
  into.http.post('/stacks/import').send({ format: 'devarch', content, ...more });
const variablesOf = async (stack: string, from = server) =>
  (await from.http.get(`/stacks/${stack}/variables`).expect(200)).body;
const NOTHING = { created: [], updated: [], unchanged: [], deleted: [] };

it('an export names them all in the order of keys, never a secret, and is what the schema says', async () => {
  expect(await exportOf('shop')).toBe(FILE);
  expect(stackFileErrors(parseYaml(FILE))).toEqual([]);
});

it('an export of a stack without any does not speak of them', async () => {
  await newStack(server, 'bare');
  expect(await exportOf('bare')).not.toContain('variables');
});

it('imported elsewhere they are made, a secret without its value, which is said; the export is the same', async () => {
  const { body } = await importFile(FILE, {}, elsewhere).expect(200);
  expect(body.variables).toEqual({ ...NOTHING, created: ['DB_NAME', 'DB_PASSWORD', 'TAG'] });
  expect(body.losses).toEqual([
    expect.objectContaining({
      code: 'secret-without-value',
      where: '/variables/1',
      message: expect.stringContaining('it has none now'),
    }),
  ]);
  const [name, password] = await variablesOf('shop', elsewhere);
  expect(name).toMatchObject({ value: 'shop', description: 'Database' });
  expect(password).toMatchObject({ value: null, is_secret: true, fingerprint: null });
  expect(await exportOf('shop', elsewhere)).toBe(FILE);
});

it.each(['update', 'replace'])('imported over its own stack with %s it changes no row', async (mode) => {
  const before = await dumpTables(server);
  const { body } = await importFile(FILE, { mode }).expect(200);
  expect(body).toMatchObject({ losses: [], variables: { ...NOTHING, unchanged: ['DB_NAME', 'DB_PASSWORD', 'TAG'] } });
  expect((await dumpTables(server)).stack_variables).toEqual(before.stack_variables);
});

const other = (variables: string) => `devarch: 1\nstack:\n  name: shop\n${variables}`;

it('update changes and adds what the file says, takes away what it no longer has, and keeps a secret', async () => {
  const before = await variablesOf('shop');
  const content = other('variables:\n  - key: DB_NAME\n    value: other\n  - key: NEW\n    value: "1"\n');
  const dry = await importFile(content, { mode: 'update', dry_run: true }).expect(200);
  expect(await variablesOf('shop')).toEqual(before);
  const { body } = await importFile(content, { mode: 'update' }).expect(200);
  expect(body.variables).toEqual({ ...NOTHING, created: ['NEW'], updated: ['DB_NAME'], deleted: ['TAG'] });
  expect(each(body.kept, 'key')).toEqual(['DB_PASSWORD']);
  expect({ ...dry.body, dry_run: false }).toEqual(body);
  const [name, password, added] = await variablesOf('shop');
  expect(name).toMatchObject({ value: 'other', description: 'Database' });
  expect(password).toEqual(before[1]);
  expect(added).toMatchObject({ key: 'NEW', value: '1', is_secret: false });
});

it('what is left out of a variable stays as it is', async () => {
  const content = other('variables:\n  - key: DB_PASSWORD\n  - key: DB_NAME\n    value: other\n');
  const { body } = await importFile(content, { mode: 'update' }).expect(200);
  expect(body.variables).toEqual({ ...NOTHING, unchanged: ['DB_PASSWORD', 'DB_NAME'], deleted: ['NEW'] });
});

it('a value that somebody writes into the file is sealed', async () => {
  const rest = '  - key: DB_NAME\n    value: other\n';
  const content = other(`variables:\n${rest}  - key: DB_PASSWORD\n    value: ${SECRET}-2\n    is_secret: true\n`);
  const [, before] = await variablesOf('shop');
  const { body, text } = await importFile(content, { mode: 'update' }).expect(200);
  expect(body.variables).toEqual({ ...NOTHING, updated: ['DB_PASSWORD'], unchanged: ['DB_NAME'] });
  expect(text).not.toContain(SECRET);
  const [, after] = await variablesOf('shop');
  expect([after.value, after.fingerprint === before.fingerprint]).toEqual(['***', false]);
});

it('replace deletes what the file lacks, and names it', async () => {
  const content = other('variables:\n  - key: DB_PASSWORD\n    is_secret: true\n');
  const { body } = await importFile(content, { mode: 'replace' }).expect(200);
  const deleted = ['DB_NAME'];
  expect(body.variables).toEqual({ ...NOTHING, unchanged: ['DB_PASSWORD'], deleted });
  expect(each(await variablesOf('shop'), 'key')).toEqual(['DB_PASSWORD']);
});

it('a Compose file leaves them as they are', async () => {
  const content = 'services:\n  db:\n    image: example/db:1\n';
  const { body } = await importFile(content, { format: 'compose', name: 'shop', mode: 'update' }).expect(200);
  expect(body.variables).toEqual(NOTHING);
  expect(each(await variablesOf('shop'), 'key')).toEqual(['DB_PASSWORD']);
});

it('a secret that refers is told, as what it refers to is no secret; it comes back as it went', async () => {
  const key = { key: 'URL', is_secret: true, description: '' };
  const value = '${{ db.env.POSTGRES_PASSWORD }}';
  await newStack(server, 'refers');
  await server.http
    .put('/stacks/refers/variables')
    .send({ variables: [{ ...key, value }] })
    .expect(200);
  await aTemplate(server.dataSource, { name: 'empty' });
  await newInstance(server, 'refers', 'web', { template: 'empty', env_vars: [{ key: 'URL', value, is_secret: true }] });
  const file = await exportOf('refers');
  expect(parseYaml(file).variables).toEqual([{ ...key, value }]);
  const again = await importFile(file, { mode: 'update' }).expect(200);
  expect(again.body).toMatchObject({ losses: [], variables: { ...NOTHING, unchanged: ['URL'] } });
  expect(again.body.instances).toMatchObject([{ instance_id: 'web', result: 'unchanged' }]);
  const [web] = parseYaml(file).instances;
  expect(web.overrides.env_vars).toEqual([{ key: 'URL', value, is_secret: true }]);
  await aTemplate(elsewhere.dataSource, { name: 'empty' });
  await importFile(file, {}, elsewhere).expect(200);
  expect(await variablesOf('refers', elsewhere)).toMatchObject([{ ...key, value, fingerprint: null }]);
});

it('what is wrong is named by its place in the file, and no value is repeated', async () => {
  const rows = ['{key: 1A}', '{key: A, value: hunter2}', '{key: A}', '{key: B, id: 7}'];
  const content = other(`variables:\n${rows.map((row) => `  - ${row}\n`).join('')}`);
  const fields = await importFile(content, { mode: 'update' }).expect(400);
  expect(each(fields.body.errors, 'pointer')).toEqual(['/content#/variables/0/key', '/content#/variables/3/id']);
  const rest = content.replace('1A', 'A1').replace(', id: 7', '');
  const { body, text } = await importFile(rest, { mode: 'update' }).expect(400);
  expect(each(body.errors, 'pointer')).toEqual(['/content#/variables/2']);
  expect(text + JSON.stringify(fields.body)).not.toContain('hunter2');
});
