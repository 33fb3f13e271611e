import type { Response } from 'supertest';
import { Keyring } from '../../src/secrets/keyring.js';
import { rotate } from '../../src/secrets/rotate.js';
import { VariablesService } from '../../src/variables/variables.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpTables } from '../setup/dump.js';
import { tablesWith } from '../setup/plain-secrets.js';
import { each, invalid, newStack, problem, STORED, TIME } from '../setup/story.js';

/** A text that must never be seen again once it was sent. */
const SECRET = 'battery-staple-of-a-stack';
const FINGERPRINT: unknown = expect.stringMatching(/^[0-9a-f]{16}$/);
const PATH = '/stacks/shop/variables';
const NAME = { key: 'DB_NAME', value: 'shop', is_secret: false, description: 'Database' };
const PASSWORD = { key: 'DB_PASSWORD', value: SECRET, is_secret: true, description: '' };
const SHOWN = { ...PASSWORD, value: '***', fingerprint: FINGERPRINT, ...STORED };
const PLAIN = { ...NAME, fingerprint: null, ...STORED };

let server: TestApp;
let stack_id: number;
/** Everything that the server has answered in this file. */
let answered = '';

beforeAll(async () => {
  server = await startTestApp();
  server.http.on('response', ({ text, headers }: Response) => (answered += `${text}${JSON.stringify(headers)}`));
  stack_id = (await newStack(server, 'shop')).id;
});
afterAll(() => server.close());

async function send(method: 'post' | 'put' | 'patch', path: string, body: object, status = 200) {
  return (await server.http[method](path).send(body).expect(status)).body;
}
const get = async (path: string) => (await server.http.get(path).expect(200)).body;
const rows = () => server.dataSource.query('SELECT * FROM stack_variables ORDER BY id');

/** What is sealed in a row of a stack, opened where it belongs. */
async function opened(stack: number, key = PASSWORD.key): Promise<string> {
  const [row] = await server.dataSource.query(
    'SELECT value, sealed_value FROM stack_variables WHERE stack_id = $1 AND key = $2',
    [stack, key],
  );
  expect(row.value).toBeNull();
  return server.get(Keyring).open(row.sealed_value, JSON.stringify(['variables', 'stack', stack, key]));
}

describe('the variables of a stack', () => {
  it('are none at first', async () => {
    expect(await get(PATH)).toEqual([]);
    expect(await get('/stacks/shop')).toMatchObject({ variable_count: 0 });
  });

  it('are replaced as a whole, and answered by key; the stack has changed', async () => {
    const { updated_at } = await get('/stacks/shop');
    expect(await send('put', PATH, { variables: [PASSWORD, NAME] })).toEqual([PLAIN, SHOWN]);
    expect(await get(PATH)).toEqual([PLAIN, SHOWN]);
    expect(await opened(stack_id)).toBe(SECRET);
    const stack = await get('/stacks/shop');
    expect(stack).toMatchObject({ variable_count: 2, updated_at: TIME });
    expect(stack.updated_at > updated_at).toBe(true);
    const [{ revision }] = await server.dataSource.query('SELECT revision FROM stacks WHERE id = $1', [stack_id]);
    expect(revision).toBe(2);
  });

  it('stay as they are when the answer is sent back', async () => {
    const before = await rows();
    const read = await get(PATH);
    expect(await send('put', PATH, { variables: read })).toEqual(read);
    expect(await rows()).toEqual(before);
  });

  it('the same value again leaves a row as it is', async () => {
    const before = await rows();
    await send('put', PATH, { variables: [NAME, PASSWORD] });
    expect(await rows()).toEqual(before);
  });

  it('are set, removed and reset one by one; every other one stays', async () => {
    const before = await rows();
    const added = { key: 'TAG', value: null };
    const set = [added, { key: NAME.key, value: 'other' }];
    const [name, secret, tag] = await send('patch', PATH, { set });
    expect(name).toEqual({ ...PLAIN, value: 'other', id: before[1].id });
    expect(secret).toEqual({ ...SHOWN, id: before[0].id });
    expect(tag).toEqual({ ...added, is_secret: false, description: '', fingerprint: null, ...STORED });
    expect(await send('patch', PATH, { remove: ['TAG'], reset: ['NOT_THERE'] })).toHaveLength(2);
    expect(await send('patch', PATH, { set: [NAME] })).toEqual([PLAIN, SHOWN]);
  });

  it('a description and a flag that are left out stay', async () => {
    expect(await send('patch', PATH, { set: [{ key: NAME.key, value: 'shop' }] })).toEqual([PLAIN, SHOWN]);
    expect(await send('patch', PATH, { set: [{ key: PASSWORD.key }] })).toEqual([PLAIN, SHOWN]);
    expect(await opened(stack_id)).toBe(SECRET);
  });

  it('a secret is cleared by null, and becomes plain only with a value of its own', async () => {
    const [, cleared] = await send('patch', PATH, { set: [{ key: PASSWORD.key, value: null }] });
    expect(cleared).toMatchObject({ value: null, is_secret: true, fingerprint: null });
    await send('patch', PATH, { set: [PASSWORD] });
    const kept = await send('patch', PATH, { set: [{ ...PASSWORD, value: '***', is_secret: false }] }, 422);
    expect(kept.detail).toContain('/set/0/value is ***');
    const open = await send('patch', PATH, { set: [{ key: PASSWORD.key, value: 'open', is_secret: false }] });
    expect(open[1]).toMatchObject({ value: 'open', is_secret: false, fingerprint: null });
    await send('patch', PATH, { set: [{ ...PASSWORD, value: SECRET }] });
  });

  it('a plain value becomes the secret that a mask keeps', async () => {
    await send('patch', PATH, { set: [{ key: 'TOKEN', value: SECRET }] });
    await send('patch', PATH, { set: [{ key: 'TOKEN', value: '***', is_secret: true }] });
    expect(await opened(stack_id, 'TOKEN')).toBe(SECRET);
    expect(await send('patch', PATH, { remove: ['TOKEN'] })).toEqual([PLAIN, SHOWN]);
    // What was plain once was answered; from here on the secret is not to be seen.
    answered = '';
  });

  it('text that looks like a reference is stored as it stands', async () => {
    const value = '${{ db.env.POSTGRES_DB }} $${{ x }}';
    expect((await send('patch', PATH, { set: [{ key: 'REF', value }] }))[2]).toMatchObject({ value });
    await send('patch', PATH, { remove: ['REF'] });
  });
});

describe('what is refused', () => {
  const REFUSED: [string, unknown, string, string, string | undefined][] = [
    [
      'a misspelt key of the body',
      { variable: [] },
      '/variable',
      'is not known here; did you mean variables?',
      undefined,
    ],
    ['a body that is a list', [], '', 'must be an object with the key variables: {"variables": …}', 'a list'],
  ];
  it.each(REFUSED)('%s', async (_, body, where, reason, given) => {
    const before = await rows();
    const answer = await server.http.put(PATH).send(Object(body)).expect(400);
    expect(answer.body).toMatchObject(invalid(PATH, where, reason, given));
    expect(await rows()).toEqual(before);
  });

  it.each(['1A', 'A-B', 'A.B', 'A B', 'Ä', '', 'A=B'])('the key %j', async (key) => {
    const { errors } = await send('put', PATH, { variables: [{ key, value: 'x' }] }, 400);
    const reason =
      key === ''
        ? 'must be a text of 1 to 255 characters'
        : 'must be a variable name: letters, digits and "_", not starting with a digit';
    expect(errors).toEqual([{ pointer: '/variables/0/key', reason }]);
  });

  it('a key that stands twice, by both places', async () => {
    const { errors } = await send('put', PATH, { variables: [NAME, PASSWORD, NAME] }, 400);
    expect(errors).toEqual([{ pointer: '/variables/2', reason: 'repeats /variables/0 (DB_NAME)' }]);
    const patch = await send('patch', PATH, { set: [NAME, NAME], reset: ['DB_NAME'] }, 400);
    expect(each(patch.errors, 'pointer')).toEqual(['/set/1', '/reset/0']);
  });

  it('every wrong field of a list, and no value is repeated', async () => {
    const { errors } = await send(
      'put',
      PATH,
      { variables: [{ value: 'hunter2' }, { key: 'A', values: 'hunter2' }] },
      400,
    );
    expect(each(errors, 'pointer')).toEqual(['/variables/0/key', '/variables/1/values']);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  });

  it('another value of what only the server makes', async () => {
    const forged = { ...NAME, fingerprint: 'forged', created_at: '2000-01-01T00:00:00Z' };
    const { errors } = await send('put', PATH, { variables: [forged] }, 400);
    expect(each(errors, 'pointer')).toEqual(['/variables/0/created_at', '/variables/0/fingerprint']);
    const sealed = await send('patch', PATH, { set: [{ ...NAME, sealed_value: '1.x.y' }] }, 400);
    expect(each(sealed.errors, 'pointer')).toEqual(['/set/0/sealed_value']);
  });

  it('*** with nothing to keep', async () => {
    const body = await send('put', PATH, { variables: [{ key: 'NEW', value: '***', is_secret: true }] }, 422);
    const detail =
      '/variables/0/value is *** or left out, which keeps a value, but there is nothing of the variable "NEW" to keep; give its value.';
    expect(body).toMatchObject(problem(422, PATH, detail));
  });

  it('to remove what is not there, with the nearest keys', async () => {
    const body = await send('patch', PATH, { remove: ['DB_NAMES'] }, 422);
    expect(body).toEqual(problem(422, PATH, 'Stack "shop" has no variable "DB_NAMES" to remove; nearest are DB_NAME.'));
  });

  it('more than there may be, by whole lists and by single ones', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ key: `K${index}`, value: 'x' }));
    await newStack(server, 'many');
    const path = '/stacks/many/variables';
    await send('put', path, { variables: [...many, { key: 'X', value: 'x' }] }, 400);
    expect(await send('put', path, { variables: many })).toHaveLength(1000);
    const { errors } = await send('patch', path, { set: [{ key: 'X' }] }, 400);
    expect(errors).toEqual([{ pointer: '/set', reason: 'would make 1001 variables; at most 1000 are allowed' }]);
    expect(await send('patch', path, { set: [{ key: 'X' }], reset: ['K0'] })).toHaveLength(1000);
    await server.http.delete('/stacks/many').expect(204);
  });

  it('a stack that is not there, with the nearest name', async () => {
    for (const method of ['get', 'delete'] as const) {
      const { body } = await server.http[method]('/stacks/shpo/variables').expect(404);
      expect(body.detail).toBe('There is no stack "shpo"; did you mean "shop"?');
    }
    await send('put', '/stacks/shpo/variables', { variables: [] }, 404);
    await send('patch', '/stacks/shpo/variables', { reset: ['A'] }, 404);
  });
});

describe('the variables go where their stack goes', () => {
  const counts = async (path: string): Promise<number> => (await get(path)).variable_count;

  it('are counted by every answer about stacks', async () => {
    const listed = (await get('/stacks')).find(({ name }: { name: string }) => name === 'shop');
    expect(listed.variable_count).toBe(2);
    expect(await counts('/stacks/shop/delete-preview')).toBe(2);
    expect(await get('/summary')).toMatchObject({ variables: 2 });
  });

  it('a clone has them all, each secret sealed for its new place', async () => {
    const clone = await send('post', '/stacks/shop/clone', { name: 'copy' }, 201);
    expect(clone.variable_count).toBe(2);
    expect(await get('/stacks/copy/variables')).toEqual([PLAIN, SHOWN]);
    expect(await opened(clone.id)).toBe(SECRET);
    const sealed = await server.dataSource.query('SELECT DISTINCT sealed_value FROM stack_variables WHERE is_secret');
    expect(sealed).toHaveLength(2);
    const one = (await get(PATH))[1].fingerprint;
    expect((await get('/stacks/copy/variables'))[1].fingerprint).toBe(one);
  });

  it('a change of the clone is none of the original', async () => {
    await send('patch', '/stacks/copy/variables', { set: [{ key: NAME.key, value: 'copy' }] });
    expect((await get(PATH))[0].value).toBe('shop');
  });

  it('survive renaming, the trash and being restored', async () => {
    await send('post', '/stacks/copy/rename', { name: 'renamed' });
    await server.http.delete('/stacks/renamed').expect(204);
    await server.http.get('/stacks/renamed/variables').expect(404);
    expect((await get('/stacks/trash')).find(({ name }: { name: string }) => name === 'renamed').variable_count).toBe(
      2,
    );
    const { id } = await send('post', '/stacks/trash/renamed/restore', {});
    expect(await counts('/stacks/renamed')).toBe(2);
    expect(await opened(id)).toBe(SECRET);
  });

  it('go for good with a purge', async () => {
    const { id } = await get('/stacks/renamed');
    await server.http.delete('/stacks/renamed').expect(204);
    await server.http.delete('/stacks/trash/renamed').expect(204);
    expect(await server.dataSource.query('SELECT FROM stack_variables WHERE stack_id = $1', [id])).toEqual([]);
  });

  it('are removed all at once, which may be done again', async () => {
    await newStack(server, 'bare');
    await send('put', '/stacks/bare/variables', { variables: [NAME] });
    for (const _ of [1, 2]) await server.http.delete('/stacks/bare/variables').expect(204);
    expect(await get('/stacks/bare/variables')).toEqual([]);
  });
});

describe('inside a process', () => {
  it('a write joins the caller’s transaction, and goes with it', async () => {
    const before = await dumpTables(server);
    const variables = server.get(VariablesService);
    const work = server.dataSource.transaction(async (tx) => {
      await variables.patch('shop', { set: [{ key: 'A', value: 'b' }] }, tx);
      expect(each(await variables.list('shop', tx), 'key')).toEqual(['A', NAME.key, PASSWORD.key]);
      throw new Error('undone');
    });
    await expect(work).rejects.toThrow('undone');
    expect(await dumpTables(server)).toEqual(before);
  });
});

describe('at once', () => {
  it('of whole lists written in parallel one stays, whole', async () => {
    await newStack(server, 'raced');
    const path = '/stacks/raced/variables';
    const lists = Array.from({ length: 12 }, (_, n) => ['A', 'B', 'C'].map((key) => ({ key, value: `${n}` })));
    const answers = await Promise.all(lists.map((variables) => server.http.put(path).send({ variables })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    for (const { body } of answers) expect(new Set(each(body, 'value')).size).toBe(1);
    expect(new Set(each(await get(path), 'value')).size).toBe(1);
  });

  it('none comes to a stack that is being deleted', async () => {
    const write = (key: string) => server.http.patch('/stacks/raced/variables').send({ set: [{ key }] });
    const [gone, ...writes] = await Promise.all([
      server.http.delete('/stacks/raced'),
      ...['D', 'E', 'F', 'G'].map(write),
    ]);
    expect(gone?.status).toBe(204);
    const written = writes.filter(({ status }) => status === 200);
    expect(writes.filter(({ status }) => status === 404)).toHaveLength(writes.length - written.length);
    const trashed = (await get('/stacks/trash')).find(({ name }: { name: string }) => name === 'raced');
    expect(trashed.variable_count).toBe(3 + written.length);
  });
});

it('a rotation of the key seals them anew, with the env vars', async () => {
  const [OLD, NEW] = [Buffer.alloc(32, 5), Buffer.alloc(32, 6)];
  const own = await startTestApp({ DEVARCH_SECRET_KEY: OLD.toString('base64') });
  try {
    const { id } = await newStack(own, 'shop');
    await own.http
      .put(PATH)
      .send({ variables: [PASSWORD, NAME] })
      .expect(200);
    const source = { secret_keys: [NEW, OLD], data_dir: '', production: true };
    expect(await rotate(own.dataSource, source, () => {})).toMatchObject({ resealed: 1 });
    const [row] = await own.dataSource.query('SELECT * FROM stack_variables WHERE is_secret');
    const keyring = new Keyring([NEW]);
    expect(keyring.open(row.sealed_value, JSON.stringify(['variables', 'stack', id, PASSWORD.key]))).toBe(SECRET);
    expect([row.fingerprint, row.key_id]).toEqual([keyring.fingerprint(SECRET), keyring.key_ids[0]]);
    const late = await own.http.patch(PATH).send({ set: [{ ...PASSWORD, value: 'other' }] });
    expect(late.status).toBe(503);
  } finally {
    await own.close();
  }
});

it('no secret is in an answer, nor in the clear in the database', async () => {
  expect(answered).toContain('***');
  expect(answered).not.toContain(SECRET);
  expect(await tablesWith(server.dataSource, SECRET)).toEqual([]);
});
