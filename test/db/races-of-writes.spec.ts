import { race } from '../setup/race.js';
import { raceTrack } from '../setup/race-track.js';

const REQUESTS = 30;
const ROUNDS = [1, 2, 3];

const track = raceTrack();
const { aStack, override, post, put, rows } = track;

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
    const { body } = await track.test.http.get(`${instance}/${path}`);
    expect(outcome.responses.map((response) => response.body)).toContainEqual(body);
    const [row] = await rows<object>('SELECT revision FROM service_instances ORDER BY id DESC LIMIT 1');
    expect(row).toEqual({ revision: REQUESTS + 1 });
  });

  it('putting 30 config files one by one keeps them all', async () => {
    const instance = `${(await aStack('db')).path}/db`;
    const outcome = await race(REQUESTS, (n) => put(`${instance}/files/etc/${n}.conf`, { content: `${n}` }));
    expect(outcome.statuses).toEqual({ 200: REQUESTS });
    expect((await track.test.http.get(`${instance}/files`)).body).toHaveLength(REQUESTS);
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

it('a deadlock is tried again until it succeeds, and nothing is done twice (lessons 4)', async () => {
  const { name, path } = await aStack('db');
  const other = track.test.dataSource.createQueryRunner();
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
  expect((await track.test.http.get(path)).status).toBe(404);
  const [row] = await rows<object>('SELECT revision FROM stacks WHERE name = $1', `${name}-new`);
  expect(row).toEqual({ revision: 2 });
});
