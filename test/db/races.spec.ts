import type { Template } from '../../src/model/template.entity.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { brokenInvariants, race } from '../setup/race.js';

const REQUESTS = 30;
const ROUNDS = [1, 2, 3];

let test: TestApp;
let template: Template;
let stacks = 0;

beforeAll(async () => {
  test = await startTestApp();
  template = await aTemplate(test.dataSource);
});

afterEach(async () => {
  expect(await brokenInvariants(test.dataSource)).toEqual({});
});

afterAll(() => test.close());

const post = (path: string, body?: object) => test.http.post(path).send(body);
const put = (path: string, body: object) => test.http.put(path).send(body);
const remove = (path: string) => test.http.delete(path);

/** A stack of its own for a round, with instances of these names. */
async function aStack(...instances: string[]): Promise<{ name: string; path: string }> {
  const name = `stack${(stacks += 1)}`;
  await post('/stacks', { name }).expect(201);
  const path = `/stacks/${name}/instances`;
  for (const instance_id of instances) await post(path, { instance_id, template: template.name }).expect(201);
  return { name, path };
}

/** Gives an instance one override in each of several facets; returns its count of overrides. */
async function override(path: string): Promise<number> {
  await put(`${path}/ports`, { ports: [ONE_OF_EACH.ports, ANOTHER_OF_EACH.ports] }).expect(200);
  await put(`${path}/env-vars`, { env_vars: [ANOTHER_OF_EACH.env_vars] }).expect(200);
  await put(`${path}/healthcheck`, { healthcheck: ONE_OF_EACH.healthcheck }).expect(200);
  return 4;
}

const rows = <Row>(sql: string, ...values: unknown[]) => test.dataSource.query<Row[]>(sql, values);
const numbered = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}${n}`);
/** One success and a conflict for everybody else. */
const oneWinner = (status: number) => ({ [status]: 1, 409: REQUESTS - 1 });

describe.each(ROUNDS)('one winner, the others 409 (P1, lessons 1, 2 and 4), round %i', () => {
  it('creating the same stack', async () => {
    const name = `same${(stacks += 1)}`;
    const { statuses } = await race(REQUESTS, () => post('/stacks', { name }));
    expect(statuses).toEqual(oneWinner(201));
    expect(await rows('SELECT revision FROM stacks WHERE name = $1', name)).toEqual([{ revision: 1 }]);
  });

  it('creating the same instance', async () => {
    const { path } = await aStack();
    const body = { instance_id: 'db', template: template.name };
    expect((await race(REQUESTS, () => post(path, body))).statuses).toEqual(oneWinner(201));
    expect((await test.http.get(path)).body).toHaveLength(1);
  });

  it('renaming 30 instances to one name', async () => {
    const names = numbered(REQUESTS, 'i');
    const { path } = await aStack(...names);
    const before = (await test.http.get(path)).body.map(({ id }: { id: number }) => id);
    const outcome = await race(REQUESTS, (n) => put(`${path}/${names[n]}/rename`, { instance_id: 'wanted' }));
    expect(outcome.statuses).toEqual(oneWinner(200));
    const after: { id: number; instance_id: string }[] = (await test.http.get(path)).body;
    expect(after.map(({ id }) => id)).toEqual(before);
    expect(after.filter(({ instance_id }) => !names.includes(instance_id))).toMatchObject([outcome.winners[0]?.body]);
  });

  it('renaming 30 stacks to one name', async () => {
    const all: string[] = [];
    for (let n = 0; n < REQUESTS; n += 1) all.push((await aStack('db')).name);
    const name = `wanted${(stacks += 1)}`;
    const outcome = await race(REQUESTS, (n) => post(`/stacks/${all[n]}/rename`, { name }));
    expect(outcome.statuses).toEqual(oneWinner(200));
    const left = await rows<{ name: string }>('SELECT name FROM stacks WHERE name = ANY ($1)', all);
    expect(left).toHaveLength(REQUESTS - 1);
  });

  it('two names for one container, in two stacks', async () => {
    const { name, path } = await aStack();
    await post('/stacks', { name: `${name}-b` }).expect(201);
    const bodies = [`/stacks/${name}-b/instances c`, `${path} b-c`].map((text) => text.split(' '));
    const outcome = await race(REQUESTS, (n) => {
      const [to = '', instance_id] = bodies[n % 2] ?? [];
      return post(to, { instance_id, template: template.name });
    });
    expect(outcome.statuses).toEqual(oneWinner(201));
  });

  it('duplicating to the same explicit name', async () => {
    const { path } = await aStack('db');
    const override_count = await override(`${path}/db`);
    const outcome = await race(REQUESTS, () => post(`${path}/db/duplicate`, { instance_id: 'copy' }));
    expect(outcome.statuses).toEqual(oneWinner(201));
    expect((await test.http.get(`${path}/copy`)).body).toMatchObject({ override_count });
  });

  it('cloning a stack to one name', async () => {
    const { name, path } = await aStack('db', 'cache');
    const override_count = await override(`${path}/db`);
    const outcome = await race(REQUESTS, () => post(`/stacks/${name}/clone`, { name: `${name}-clone` }));
    expect(outcome.statuses).toEqual(oneWinner(201));
    expect((await test.http.get(`/stacks/${name}-clone`)).body).toMatchObject({ instance_count: 2, override_count });
  });

  it('restoring the same instance', async () => {
    const { path } = await aStack('db');
    const override_count = await override(`${path}/db`);
    await remove(`${path}/db`).expect(204);
    expect((await race(REQUESTS, () => post(`${path}/trash/db/restore`))).statuses).toEqual(oneWinner(200));
    expect((await test.http.get(`${path}/db`)).body).toMatchObject({ override_count });
  });

  it('restoring 30 instances that had one name, one after the other in the trash', async () => {
    const { path } = await aStack();
    for (let n = 0; n < REQUESTS; n += 1) {
      await post(path, { instance_id: 'db', template: template.name }).expect(201);
      await remove(`${path}/db`).expect(204);
    }
    const ids: { id: number }[] = (await test.http.get(`${path}/trash`)).body;
    const outcome = await race(REQUESTS, (n) => post(`${path}/trash/db/restore?id=${ids[n]?.id}`));
    expect(outcome.statuses).toEqual(oneWinner(200));
    expect((await test.http.get(`${path}/trash`)).body).toHaveLength(REQUESTS - 1);
  });

  it('restoring the same stack', async () => {
    const { name } = await aStack('db', 'cache');
    await remove(`/stacks/${name}`).expect(204);
    expect((await race(REQUESTS, () => post(`/stacks/trash/${name}/restore`))).statuses).toEqual(oneWinner(200));
    expect((await test.http.get(`/stacks/${name}`)).body).toMatchObject({ instance_count: 2 });
  });

  it('deleting the same stack: the others find nothing', async () => {
    const { name } = await aStack('db');
    expect((await race(REQUESTS, () => remove(`/stacks/${name}`))).statuses).toEqual({ 204: 1, 404: REQUESTS - 1 });
  });
});

describe.each(ROUNDS)('both want what the other has (lessons 4), round %i', () => {
  it('two stacks swapping names: both names are taken all the time, so everybody loses', async () => {
    const [one, two] = [(await aStack('db')).name, (await aStack('db')).name];
    const swap = (n: number) =>
      n % 2 ? post(`/stacks/${one}/rename`, { name: two }) : post(`/stacks/${two}/rename`, { name: one });
    expect((await race(REQUESTS, swap)).statuses).toEqual({ 409: REQUESTS });
  });

  it('two instances swapping names', async () => {
    const { path } = await aStack('one', 'two');
    const swap = (n: number) =>
      n % 2 ? put(`${path}/one/rename`, { instance_id: 'two' }) : put(`${path}/two/rename`, { instance_id: 'one' });
    expect((await race(REQUESTS, swap)).statuses).toEqual({ 409: REQUESTS });
  });

  it.each(['instance', 'stack'])(
    'purging and restoring one %s: either is gone or is live, for everybody',
    async (kind) => {
      const { name, path } = await aStack('db');
      await override(`${path}/db`);
      await remove(kind === 'stack' ? `/stacks/${name}` : `${path}/db`).expect(204);
      const trashed = kind === 'stack' ? `/stacks/trash/${name}` : `${path}/trash/db`;
      const { statuses } = await race(REQUESTS, (n) => (n % 2 ? remove(trashed) : post(`${trashed}/restore`)));
      expect([oneWinner(200), { 204: 1, 404: REQUESTS - 1 }]).toContainEqual(statuses);
      const live = (await test.http.get(kind === 'stack' ? `/stacks/${name}` : `${path}/db`)).status === 200;
      expect(live).toBe(200 in statuses);
    },
  );
});

describe.each(ROUNDS)('everybody wins, nobody is overwritten (P2, P3, lessons 5), round %i', () => {
  it('duplicating without a name gives every copy the next free name', async () => {
    const { path } = await aStack('db');
    const override_count = await override(`${path}/db`);
    const outcome = await race(REQUESTS, () => post(`${path}/db/duplicate`));
    expect(outcome.statuses).toEqual({ 201: REQUESTS });
    const names = outcome.winners.map(({ body }) => body.instance_id).toSorted();
    const expected = ['db-copy', ...Array.from({ length: REQUESTS - 1 }, (_, n) => `db-copy-${n + 2}`)];
    expect(names).toEqual(expected.toSorted());
    expect(outcome.winners.map(({ body }) => body.override_count)).toEqual(Array(REQUESTS).fill(override_count));
  });

  it.each([
    ['ports', 'ports', (n: number, k: number) => ({ host_port: 1000 + n * 10 + k, container_port: 80 + k })],
    ['env-vars', 'env_vars', (n: number, k: number) => ({ key: `KEY_${k}`, value: `of request ${n}` })],
    ['files', 'config_files', (n: number, k: number) => ({ file_path: `/etc/${k}`, content: `of request ${n}` })],
  ])('putting 30 lists of %s leaves exactly one of them, whole', async (path, key, item) => {
    const instance = `${(await aStack('db')).path}/db`;
    const lists = Array.from({ length: REQUESTS }, (_, n) => Array.from({ length: 1 + (n % 7) }, (_, k) => item(n, k)));
    const outcome = await race(REQUESTS, (n) => put(`${instance}/${path}`, { [key]: lists[n] }));
    expect(outcome.statuses).toEqual({ 200: REQUESTS });
    outcome.responses.forEach(({ body }, n) => expect(body).toMatchObject(lists[n] ?? []));
    const { body } = await test.http.get(`${instance}/${path}`);
    expect(outcome.responses.map((response) => response.body)).toContainEqual(body);
    const [row] = await rows<object>('SELECT revision FROM service_instances ORDER BY id DESC LIMIT 1');
    expect(row).toEqual({ revision: REQUESTS + 1 });
  });

  it('putting 30 config files one by one keeps them all', async () => {
    const instance = `${(await aStack('db')).path}/db`;
    const outcome = await race(REQUESTS, (n) => put(`${instance}/files/etc/${n}.conf`, { content: `${n}` }));
    expect(outcome.statuses).toEqual({ 200: REQUESTS });
    expect((await test.http.get(`${instance}/files`)).body).toHaveLength(REQUESTS);
  });

  it('clones made while the source is written hold one state of it, never a mixture', async () => {
    const { name, path } = await aStack('db');
    const list = (n: number) => Array.from({ length: 5 }, (_, k) => ({ key: `KEY_${k}`, value: `${n}` }));
    await put(`${path}/db/env-vars`, { env_vars: list(99) }).expect(200);
    const { statuses } = await race(REQUESTS, (n) =>
      n % 3
        ? put(`${path}/db/env-vars`, { env_vars: list(n) })
        : post(`/stacks/${name}/clone`, { name: `${name}-${n}` }),
    );
    expect(statuses).toEqual({ 200: 20, 201: 10 });
    const mixed = await rows(
      `SELECT owner.id FROM service_instances owner JOIN stacks ON stacks.id = stack_id AND stacks.name LIKE $1
       LEFT JOIN instance_env_vars env ON env.instance_id = owner.id
       GROUP BY owner.id HAVING count(env.id) <> 5 OR count(DISTINCT env.value) <> 1`,
      `${name}%`,
    );
    expect(mixed).toEqual([]);
  });
});

describe.each(ROUNDS)('the ground moves (P4, lessons 9), round %i', (round) => {
  it('creating instances while their stack is deleted leaves none behind', async () => {
    const { name, path } = await aStack('first');
    const outcome = await race(REQUESTS, (n) =>
      n === round * 7 ? remove(`/stacks/${name}`) : post(path, { instance_id: `i${n}`, template: template.name }),
    );
    const { 204: deleted, 201: created = 0, 404: late = 0, ...others } = outcome.statuses;
    expect({ deleted, answered: created + late, others }).toEqual({ deleted: 1, answered: REQUESTS - 1, others: {} });
    const restored = await post(`/stacks/trash/${name}/restore`).expect(200);
    expect(restored.body).toMatchObject({ instance_count: created + 1 });
  });

  it('restoring, deleting and overriding instances while their stack is deleted leaves none behind', async () => {
    const { name, path } = await aStack(...numbered(10, 'i'), ...numbered(10, 't'));
    for (const trashed of numbered(10, 't')) await remove(`${path}/${trashed}`).expect(204);
    const outcome = await race(REQUESTS, (n) => {
      const nth = Math.floor(n / 3);
      if (n === 5 + round) return remove(`/stacks/${name}`);
      if (n % 3 === 0) return post(`${path}/trash/t${nth}/restore`);
      return n % 3 === 1 ? remove(`${path}/i${nth}`) : put(`${path}/i${nth}/ports`, { ports: [ONE_OF_EACH.ports] });
    });
    const { 204: deleted = 0, 200: written = 0, 404: late = 0 } = outcome.statuses;
    expect(deleted + written + late).toBe(REQUESTS);
    expect((await test.http.get(`/stacks/${name}`)).status).toBe(404);
  });

  it('renaming a stack while its instances are renamed, created and copied keeps every container name right', async () => {
    const { name, path } = await aStack(...numbered(10, 'i'));
    const outcome = await race(REQUESTS, (n) => {
      const to = n % 2 ? path : `/stacks/${name}-new/instances`;
      if (n % 10 === round) return post(`/stacks/${name}/rename`, { name: `${name}-new` });
      if (n % 10 === 5) return post(`/stacks/${name}-new/rename`, { name });
      if (n % 3 === 0) return put(`${to}/i${n % 10}/rename`, { instance_id: `r${n}` });
      return n % 3 === 1
        ? post(to, { instance_id: `c${n}`, template: template.name })
        : post(`${to}/i${n % 10}/duplicate`);
    });
    const { 200: changed = 0, 201: created = 0, 404: missed = 0 } = outcome.statuses;
    expect(changed + created + missed).toBe(REQUESTS);
    const count = await rows(
      'SELECT FROM service_instances JOIN stacks ON stack_id = stacks.id WHERE name LIKE $1',
      `${name}%`,
    );
    expect(count).toHaveLength(10 + created);
  });

  it.each(['by the API', 'by SQL'])(
    'deleting a template %s while instances of it are created: one side wins',
    async (how) => {
      const { name: unused } = await aTemplate(test.dataSource, { name: `unused${round}${how.length}` });
      const { path } = await aStack();
      const deletion = () =>
        rows('DELETE FROM services WHERE name = $1', unused).then(
          () => true,
          (error: Error) =>
            /fk_service_instances_template_service_id/.test(error.message) ? false : Promise.reject(error),
        );
      let deleted: Promise<boolean> | undefined;
      const outcome = await race(REQUESTS, (n) => {
        if (n === round * 3 && how === 'by SQL') deleted = deletion();
        if (n === round * 3 && how === 'by the API') return remove(`/services/${unused}`);
        return post(path, { instance_id: `i${n}`, template: unused });
      });
      const { 201: created = 0, 404: missed = 0, 409: conflicts = 0, 204: gone = 0 } = outcome.statuses;
      const total = created + missed + conflicts + gone;
      const won = (await deleted) ?? gone === 1;
      expect({ total, created, conflicts }).toEqual({
        total: REQUESTS,
        created: won ? 0 : expect.any(Number),
        conflicts: deleted || won ? 0 : 1,
      });
      expect(await rows('SELECT FROM services WHERE name = $1', unused)).toHaveLength(won ? 0 : 1);
    },
  );
});

it('a deadlock is tried again until it succeeds, and nothing is done twice (lessons 4)', async () => {
  const { name, path } = await aStack('db');
  const other = test.dataSource.createQueryRunner();
  try {
    await other.startTransaction();
    await other.query(`SET LOCAL deadlock_timeout = '1h'`); // so that it is the server's own session that is ended
    await other.query('UPDATE service_instances SET enabled = enabled WHERE container_name = $1', [
      `devarch-${name}-db`,
    ]);
    const renamed = post(`/stacks/${name}/rename`, { name: `${name}-new` }).then((response) => response);
    const blocked = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await rows(blocked)).length === 0) continue;
    await other.query('UPDATE stacks SET enabled = enabled WHERE name = $1', [name]);
    await other.commitTransaction();
    expect((await renamed).status).toBe(200);
  } finally {
    await other.release();
  }
  expect((await test.http.get(path)).status).toBe(404);
  const [row] = await rows<object>('SELECT revision FROM stacks WHERE name = $1', `${name}-new`);
  expect(row).toEqual({ revision: 2 });
});
