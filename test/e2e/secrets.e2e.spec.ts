import type { Response } from 'supertest';
import { Keyring } from '../../src/secrets/keyring.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { tablesWith } from '../setup/plain-secrets.js';
import { newInstance, newStack, problem } from '../setup/story.js';

/** Texts that must never be seen again once they were sent. */
const TEMPLATE_SECRET = 'correct-horse-template';
const OWN_SECRET = 'battery-staple-own';
const FINGERPRINT: unknown = expect.stringMatching(/^[0-9a-f]{16}$/);
const DB = '/stacks/shop/instances/db';
const PASSWORD = 'POSTGRES_PASSWORD';
const VARIABLES = [
  { key: PASSWORD, value: TEMPLATE_SECRET, is_secret: true },
  { key: 'POSTGRES_USER', value: 'postgres', is_secret: false },
];

let server: TestApp;
/** Everything that the server has answered in this file. */
let answered = '';

beforeAll(async () => {
  server = await startTestApp();
  server.http.on('response', ({ text, headers }: Response) => (answered += `${text}${JSON.stringify(headers)}`));
  await send('post', '/services', { name: 'postgres', image_name: 'postgres', env_vars: VARIABLES }, 201);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
});
afterAll(() => server.close());

async function send(method: 'post' | 'put' | 'patch' | 'delete', path: string, body: object, status = 200) {
  return (await server.http[method](path).send(body).expect(status)).body;
}
const get = async (path: string) => (await server.http.get(path).expect(200)).body;
const variable = (rows: { key: string }[], key = PASSWORD) => rows.find((row) => row.key === key);

/** What is sealed in a row of an owner, opened where it belongs. */
async function opened(kind: 'service' | 'instance', id: number, key = PASSWORD): Promise<string> {
  const [row] = await server.dataSource.query(
    `SELECT value, sealed_value FROM ${kind}_env_vars WHERE ${kind}_id = $1 AND key = $2`,
    [id, key],
  );
  expect(row.value).toBeNull();
  return server.get(Keyring).open(row.sealed_value, JSON.stringify(['env_vars', kind, id, key]));
}
const idOf = async (path: string): Promise<number> => (await get(path)).id;

describe('a secret of a template', () => {
  it('is sealed, and shown as *** with its fingerprint wherever it appears', async () => {
    const template = await get('/services/postgres');
    expect(variable(template.env_vars)).toMatchObject({ value: '***', is_secret: true, fingerprint: FINGERPRINT });
    expect(variable(template.env_vars, 'POSTGRES_USER')).toMatchObject({ value: 'postgres', fingerprint: null });
    const effective = await get(`${DB}/effective-config?explain=true`);
    const { fingerprint } = variable(template.env_vars) as unknown as { fingerprint: string };
    const shown = { key: PASSWORD, value: '***', is_secret: true, fingerprint };
    expect(variable(effective.env_vars)).toEqual({ ...shown, source: 'template' });
    expect(await opened('service', template.id)).toBe(TEMPLATE_SECRET);
  });

  it('stays as it is when the answer is sent back, and nothing seems changed', async () => {
    const before = await get('/services/postgres');
    const sealed = await server.dataSource.query('SELECT * FROM service_env_vars ORDER BY id');
    const after = await send('put', '/services/postgres/env-vars', { env_vars: before.env_vars });
    expect(after).toEqual(before.env_vars);
    expect(await server.dataSource.query('SELECT * FROM service_env_vars ORDER BY id')).toEqual(sealed);
    const { changes, affected_count } = await send('put', '/services/postgres/env-vars?dry_run=true', {
      env_vars: before.env_vars,
    });
    expect([changes.env_vars, affected_count]).toEqual([{ added: [], removed: [], changed: [] }, 0]);
  });

  it('a dry run tells a new value from the same one', async () => {
    const change = async (value: string) => {
      const body = { env_vars: [{ ...VARIABLES[0], value }, VARIABLES[1]] };
      return (await send('put', '/services/postgres/env-vars?dry_run=true', body)).changes.env_vars.changed;
    };
    expect([await change(TEMPLATE_SECRET), await change('another')]).toEqual([[], [PASSWORD]]);
  });

  it.each(['/services/postgres/env-vars', `${DB}/env-vars`])('*** with nothing to keep is 422 at %s', async (path) => {
    const body = await send('put', path, { env_vars: [{ key: 'NEW', value: '***', is_secret: true }] }, 422);
    const detail =
      '/env_vars/0/value is *** or left out, which keeps a value, but there is nothing of the env var "NEW" to keep';
    expect(body).toMatchObject(problem(422, path, `${detail}; give its value.`));
    expect(await tablesWith(server.dataSource, '***')).toEqual([]);
  });
});

describe('a secret of an instance', () => {
  it('overrides the template’s; leaving is_secret out does not make it plain', async () => {
    const [row] = await send('put', `${DB}/env-vars`, { env_vars: [{ key: PASSWORD, value: OWN_SECRET }] });
    expect(row).toMatchObject({ value: '***', is_secret: true, fingerprint: FINGERPRINT });
    expect(await opened('instance', await idOf(DB))).toBe(OWN_SECRET);
  });

  it('is kept by ***, and by sending the answer back, times included', async () => {
    const rows = await get(`${DB}/env-vars`);
    expect(await send('put', `${DB}/env-vars`, { env_vars: rows })).toEqual(rows);
    expect(await send('patch', `${DB}/env-vars`, { set: [{ key: PASSWORD, value: '***' }] })).toEqual(rows);
    expect(await opened('instance', await idOf(DB))).toBe(OWN_SECRET);
  });

  it('is kept where a write leaves the value out, and cleared only by null', async () => {
    const rows = await get(`${DB}/env-vars`);
    expect(await send('patch', `${DB}/env-vars`, { set: [{ key: PASSWORD, is_secret: true }] })).toEqual(rows);
    expect(await send('put', `${DB}/env-vars`, { env_vars: [{ key: PASSWORD }] })).toEqual(rows);
    const [cleared] = await send('patch', `${DB}/env-vars`, { set: [{ key: PASSWORD, value: null }] });
    expect(cleared).toMatchObject({ value: null, is_secret: true, fingerprint: null });
    await send('put', `${DB}/env-vars`, { env_vars: [{ key: PASSWORD, value: OWN_SECRET }] });
  });

  it('is not made plain by keeping it', async () => {
    const made = { set: [{ key: PASSWORD, value: '***', is_secret: false }] };
    expect((await send('patch', `${DB}/env-vars`, made, 422)).detail).toContain('/set/0/value is ***');
  });

  it('cannot be forged by a sealed form or a fingerprint', async () => {
    const row = { key: PASSWORD, value: OWN_SECRET, is_secret: true };
    const { detail } = await send('put', `${DB}/env-vars`, { env_vars: [{ ...row, sealed_value: '1.x.y' }] }, 400);
    expect(detail).toContain('/env_vars/0/sealed_value is not known here');
    const forged = await send('put', `${DB}/env-vars`, { env_vars: [{ ...row, fingerprint: 'forged' }] }, 400);
    expect(forged.detail).toContain('/env_vars/0/fingerprint is made by the server');
    const [stored] = await send('put', `${DB}/env-vars`, { env_vars: [row] });
    expect(stored.fingerprint).toEqual(FINGERPRINT);
  });

  it('goes along with a duplicate and a clone, each sealed for its own place (lessons 1, 18)', async () => {
    await send('post', `${DB}/duplicate`, {}, 201);
    await send('post', '/stacks/shop/clone', { name: 'copy' }, 201);
    await send('post', '/stacks/copy/clone', { name: 'copy-of-copy' }, 201);
    const paths = [`${DB}-copy`, '/stacks/copy/instances/db', '/stacks/copy-of-copy/instances/db-copy'];
    for (const path of paths) expect(await opened('instance', await idOf(path))).toBe(OWN_SECRET);
    const sealed = await server.dataSource.query('SELECT DISTINCT sealed_value FROM instance_env_vars');
    expect(sealed).toHaveLength(6);
    expect(await get(`${DB}/diff?against=copy-of-copy/db`)).toMatchObject({ equal: true });
  });

  it('survives renaming, the trash and being restored', async () => {
    await send('post', '/stacks/copy/rename', { name: 'renamed' });
    await server.http.delete('/stacks/renamed').expect(204);
    await send('post', '/stacks/trash/renamed/restore', {});
    expect(await opened('instance', await idOf('/stacks/renamed/instances/db'))).toBe(OWN_SECRET);
  });
});

describe('secrets are compared by fingerprint', () => {
  it('in a diff, as JSON and as text', async () => {
    const { facets } = await get(`${DB}/diff`);
    const [change] = facets.env_vars.changed;
    expect([change.before[0].value, change.after[0].value]).toEqual(['***', '***']);
    expect(change.before[0].fingerprint).not.toBe(change.after[0].fingerprint);
    const { text } = await server.http.get(`${DB}/diff`).set('accept', 'text/plain').expect(200);
    expect(text).toContain(`-${PASSWORD} `);
  });

  it('in the overview of a template, as different values', async () => {
    await send('put', '/stacks/renamed/instances/db/env-vars', {
      env_vars: [{ key: PASSWORD, value: 'yet-another-one' }],
    });
    const { env_vars } = await get('/services/postgres/overrides');
    expect(env_vars).toEqual([expect.objectContaining({ key: PASSWORD, overridden_by: 6, different_values: 2 })]);
  });

  it('an override with the template’s value is redundant, and pruned', async () => {
    await send('put', `${DB}-copy/env-vars`, { env_vars: [{ key: PASSWORD, value: TEMPLATE_SECRET }] });
    const [found] = await get(`${DB}-copy/overrides/findings`);
    expect(found).toMatchObject({ key: PASSWORD, kind: 'redundant' });
    await send('post', `${DB}-copy/overrides/prune`, {});
    expect(await get(`${DB}-copy/env-vars`)).toEqual([]);
  });

  it('the wanted result stores what differs: nothing for the current one', async () => {
    const { env_vars } = await get(`${DB}/effective-config`);
    const inherited = await get(`${DB}-copy/effective-config`);
    expect(await send('put', `${DB}-copy/env-vars?as=effective`, { env_vars: inherited.env_vars })).toEqual([]);
    const rows = await send('put', `${DB}/env-vars?as=effective`, { env_vars });
    expect(rows).toEqual([expect.objectContaining({ key: PASSWORD, value: '***' })]);
    expect(await opened('instance', await idOf(DB))).toBe(OWN_SECRET);
  });
});

describe('a removal of a secret', () => {
  it('keeps the template’s value, sealed for the instance, even when the template has it no more', async () => {
    const [row] = await send('patch', `${DB}/env-vars`, { remove: [PASSWORD] });
    expect(row).toMatchObject({ key: PASSWORD, value: '***', removed: true });
    expect(await opened('instance', await idOf(DB))).toBe(TEMPLATE_SECRET);
    await send('put', '/services/postgres/env-vars', { env_vars: [VARIABLES[1]] });
    await send('patch', `${DB}/env-vars`, { set: [{ key: 'TZ', value: 'UTC' }] });
    expect(await opened('instance', await idOf(DB))).toBe(TEMPLATE_SECRET);
    expect((await send('post', `${DB}/duplicate`, { instance_id: 'removed' }, 201)).override_count).toBe(2);
    expect(await opened('instance', await idOf('/stacks/shop/instances/removed'))).toBe(TEMPLATE_SECRET);
  });
});

describe('nothing plain is left', () => {
  it('of a value that the database would have to refuse: every error is without it (P9)', async () => {
    const wrong = [
      { key: 'S', value: { nested: OWN_SECRET }, is_secret: true },
      { key: 'S', value: [OWN_SECRET], is_secret: true },
      { key: 'S', value: `${OWN_SECRET}\u0000`, is_secret: true },
      { key: 'S', value: OWN_SECRET.repeat(5000), is_secret: true },
      { key: 'S', valeu: OWN_SECRET, is_secret: true },
    ];
    for (const row of wrong) await send('put', `${DB}/env-vars`, { env_vars: [row] }, 400);
    const told = `PASSWORD=${OWN_SECRET}`;
    const misplaced = [told, [told], [{ key: told }], [{ key: 'S', is_secret: told }], [{ key: 'S', removed: told }]];
    for (const env_vars of misplaced) await send('put', `${DB}/env-vars`, { env_vars }, 400);
    for (const env_vars of misplaced) await send('put', '/services/postgres/env-vars', { env_vars }, 400);
    for (const list of ['set', 'remove', 'reset']) await send('patch', `${DB}/env-vars`, { [list]: [told] }, 400);
    for (const list of ['set', 'remove', 'reset']) await send('patch', `${DB}/env-vars`, { [list]: told }, 400);
    for (const path of [`${DB}/env-vars`, '/services/postgres/env-vars', '/services'])
      await server.http.put(path).set('content-type', 'application/json').send(JSON.stringify(told));
    await send('patch', `${DB}/env-vars`, { set: [{ key: 'S', value: OWN_SECRET, is_secret: 'yes' }] }, 400);
    const broken = `{"env_vars": [{"key": "S", "value": "${OWN_SECRET}", }]}`;
    await server.http.put(`${DB}/env-vars`).set('content-type', 'application/json').send(broken).expect(400);
  });

  it('in the database or in any answer', async () => {
    expect(answered).toContain('***');
    for (const secret of [TEMPLATE_SECRET, OWN_SECRET, 'yet-another-one']) {
      expect(await tablesWith(server.dataSource, secret)).toEqual([]);
      expect(answered).not.toContain(secret);
    }
  });

  it('and the database itself refuses a secret in plain text', async () => {
    const sql = `INSERT INTO instance_env_vars (instance_id, key, value, is_secret) VALUES ($1, 'S', 'plain', true)`;
    await expect(server.dataSource.query(sql, [await idOf(DB)])).rejects.toThrow('ck_instance_env_vars_secret');
  });
});
