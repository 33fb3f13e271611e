import type { Response } from 'supertest';
import { AppWithServer } from '../setup/app-with-server.js';
import { aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { brokenInvariants } from '../setup/race.js';

const TIMEOUT_MS = 1_000;
const POOL_SIZE = 5;
/** The client gives the server two seconds more than the statement may take; the rest is for a busy machine. */
const BUDGET_MS = TIMEOUT_MS + 2_000 + 1_500;
/** To wait for a connection may take five seconds. */
const QUEUE_BUDGET_MS = 5_000 + BUDGET_MS;
const ITEMS = Array.from({ length: 50 }, (_, n) => ({ key: `KEY_${n}`, value: 'x' }));

let test: AppWithServer;
let names = 0;

beforeAll(async () => {
  test = await AppWithServer.start({
    DATABASE_POOL_SIZE: String(POOL_SIZE),
    DATABASE_STATEMENT_TIMEOUT_MS: String(TIMEOUT_MS),
  });
  await aTemplate(test.dataSource, {}, { ports: [ONE_OF_EACH.ports] });
  await test.http.post('/stacks').send({ name: 'shop' }).expect(201);
  await create('db').expect(201);
  await test.http.put(`${INSTANCES}/db/env-vars`).send({ env_vars: ITEMS }).expect(200);
  await test.http
    .put(`${INSTANCES}/db/ports`)
    .send({ ports: [ONE_OF_EACH.ports] })
    .expect(200);
}, 60_000);

afterEach(async () => {
  await test.recovered();
  expect(await brokenInvariants(test.dataSource)).toEqual({});
  expect(await halfCopies()).toEqual([]);
  expect((await test.backends()).length).toBeLessThanOrEqual(POOL_SIZE);
});

afterAll(() => test.close());

const INSTANCES = '/stacks/shop/instances';
const create = (instance_id: string) => test.http.post(INSTANCES).send({ instance_id, template: 'postgres' });
const duplicate = (instance_id: string) => test.http.post(`${INSTANCES}/db/duplicate`).send({ instance_id });
const newName = (kind: string) => `${kind}-${(names += 1)}`;

/** Copies of `db` that have not everything that it has. */
async function halfCopies(): Promise<string[]> {
  const counted = (table: string) => `(SELECT count(*) FROM ${table} WHERE instance_id = copy.id)`;
  const rows = await test.query<{ name: string }>(
    `SELECT copy.instance_id AS name FROM service_instances copy WHERE copy.instance_id LIKE 'copy-%'
     AND (${counted('instance_env_vars')} <> $1 OR ${counted('instance_ports')} <> 1)`,
    ITEMS.length,
  );
  return rows.map(({ name }) => name);
}

async function exists(instance_id: string): Promise<boolean> {
  const rows = await test.query('SELECT FROM service_instances WHERE instance_id = $1', instance_id);
  return rows.length === 1;
}

/** The milliseconds that the answer took, which has to be a 503 that says so. */
async function unavailable(send: () => PromiseLike<Response>): Promise<number> {
  const begin = Date.now();
  const response = await send();
  const took = Date.now() - begin;
  expect(response).toMatchObject({
    status: 503,
    type: 'application/problem+json',
    body: { type: 'urn:devarch:problem:unavailable', status: 503 },
  });
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  expect(response.text).not.toMatch(/SELECT|INSERT|UPDATE|127\.0\.0\.1|ECONN|password/);
  return took;
}

/** Requests of all kinds, one after the other in each of eight lanes, until `stop`; every answer is a success or a 503. */
function traffic() {
  const created: string[] = [];
  const answered: Record<number, number> = {};
  let [running, slowest] = [true, 0];
  const lane = async (_: unknown, number: number) => {
    while (running) {
      const name = newName(number % 2 ? 'copy' : 'made');
      const begin = Date.now();
      const response = await [
        () => create(name),
        () => duplicate(name),
        () => test.http.get('/stacks'),
        () => test.http.get(`${INSTANCES}/db`),
      ][number % 4]?.();
      slowest = Math.max(slowest, Date.now() - begin);
      const status = response?.status ?? 0;
      answered[status] = (answered[status] ?? 0) + 1;
      if (status === 201) created.push(name);
    }
  };
  const lanes = Promise.all(Array.from({ length: 8 }, lane));
  return {
    /** Resolves once that many further requests got that status. */
    async seen(status: number, count: number): Promise<void> {
      const until = (answered[status] ?? 0) + count;
      while ((answered[status] ?? 0) < until) await test.health('live').expect(200);
    },
    async stop() {
      running = false;
      await lanes;
      return { created, answered, slowest };
    },
  };
}

describe('the database goes away in the middle of traffic (P2, P3, P10)', () => {
  it.each([
    ['all its sessions are killed', () => test.killSessions()],
    ['it is stopped and comes back on its data', () => test.stopServer().then(() => 'stopped' as const)],
    ['it is killed and comes back on its data', () => test.killServer().then(() => 'stopped' as const)],
  ])('%s: 503 within the budget, recovery without a restart, nothing lost and nothing half-done', async (_, fail) => {
    const requests = traffic();
    await requests.seen(200, 20);
    await requests.seen(201, 5);
    const stopped = (await fail()) === 'stopped';
    await requests.seen(503, stopped ? 20 : 1);
    if (stopped) {
      await test.health('live').expect(200, { status: 'ok' });
      await unavailable(() => test.health('ready'));
      await unavailable(() => duplicate(newName('copy')));
      await test.restartServer();
    }
    await test.recovered();
    await requests.seen(201, 5);
    const { created, answered, slowest } = await requests.stop();
    expect(Object.keys(answered).filter((status) => !['200', '201', '503'].includes(status))).toEqual([]);
    expect(answered[503]).toBeGreaterThan(0);
    expect(slowest).toBeLessThan(QUEUE_BUDGET_MS);
    const kept = await test.query<{ instance_id: string }>('SELECT instance_id FROM service_instances');
    const names_kept = new Set(kept.map(({ instance_id }) => instance_id));
    expect(created.filter((name) => !names_kept.has(name))).toEqual([]);
  });
});

describe('one transaction is hit (P3, P10)', () => {
  /** Runs while a duplicate hangs in its one statement, the rows of some facets already written. */
  async function inTheMiddleOfDuplicate(
    hit: (pid: number) => Promise<unknown>,
  ): Promise<{ took: number; name: string }> {
    const name = newName('copy');
    const took = await test.session(async (client) => {
      await client.query('BEGIN');
      await client.query('LOCK TABLE instance_config_files IN EXCLUSIVE MODE');
      const answer = unavailable(() => duplicate(name));
      await hit(await test.blockedBackend());
      return answer;
    });
    return { took, name };
  }

  it('its session is terminated: 503, nothing kept, the next try succeeds', async () => {
    const { name } = await inTheMiddleOfDuplicate((pid) => test.query('SELECT pg_terminate_backend($1)', pid));
    expect(await exists(name)).toBe(false);
    await duplicate(name).expect(201);
  });

  it('its session is killed: 503, nothing kept, the next try succeeds', async () => {
    const { name } = await inTheMiddleOfDuplicate(async (pid) => process.kill(pid, 'SIGKILL'));
    await test.recovered();
    expect(await exists(name)).toBe(false);
    await duplicate(name).expect(201);
  });

  it('its statement takes too long: 503 at the timeout, nothing kept, and the connection serves on', async () => {
    const before = await test.backends();
    const { name, took } = await inTheMiddleOfDuplicate(async () => undefined);
    expect(took).toBeGreaterThan(TIMEOUT_MS - 100);
    expect(took).toBeLessThan(TIMEOUT_MS + 1_000);
    expect(await exists(name)).toBe(false);
    expect(await test.backends()).toEqual(before);
  });

  it('a read takes too long: 503 at the timeout', async () => {
    await test.session(async (client) => {
      await client.query('BEGIN; LOCK TABLE stacks IN ACCESS EXCLUSIVE MODE');
      expect(await unavailable(() => test.http.get('/stacks'))).toBeLessThan(TIMEOUT_MS + 1_000);
    });
  });
});

describe('the connection breaks between COMMIT and its answer (P2)', () => {
  it('503 that says that it may have been done, which it was; before COMMIT it says that nothing was', async () => {
    const [done, undone] = [newName('made'), newName('made')];
    test.network.breakAfter('COMMIT');
    const unsure = await create(done);
    expect([unsure.status, unsure.body.detail]).toEqual([503, expect.stringContaining('look before trying again')]);
    expect(await exists(done)).toBe(true);
    test.network.breakAfter('INSERT INTO service_instances');
    const sure = await create(undone);
    expect([sure.status, sure.body.detail]).toEqual([503, expect.stringContaining('Nothing was changed')]);
    expect(await exists(undone)).toBe(false);
  });
});

const END_ALL = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'devarch-api'`;

describe('what makes the database unusable without being down', () => {
  const ready = () => test.health('ready');

  it('only reading: reads go on, writes and readiness are 503 that say so', async () => {
    await test.query(`ALTER DATABASE devarch SET default_transaction_read_only = on`);
    await test.query(END_ALL);
    await test.http.get('/stacks').expect(200);
    expect((await ready()).body.detail).toContain('only reads');
    expect(await unavailable(() => create(newName('made')))).toBeGreaterThanOrEqual(0);
    await test.query(`BEGIN READ WRITE; ALTER DATABASE devarch RESET default_transaction_read_only; COMMIT`);
    await test.query(END_ALL);
    await test.recovered();
  });

  it('the password was changed: 503 for requests and readiness, and well again with the old one', async () => {
    const { password } = new URL(test.server_url);
    await test.query(`ALTER ROLE devarch PASSWORD 'another'; ${END_ALL}`);
    await unavailable(ready);
    await unavailable(() => test.http.get('/stacks'));
    await test.past(`ALTER ROLE devarch PASSWORD '${decodeURIComponent(password)}'`, 'another');
    await test.recovered();
  });
});

describe('the network swallows everything and keeps the connections open (P10)', () => {
  afterEach(() => test.network.heal());

  /** Makes the pool open every connection that it may. */
  const openAllConnections = () =>
    test.session(async (client) => {
      await client.query('BEGIN; LOCK TABLE stacks IN ACCESS EXCLUSIVE MODE');
      const reads = Promise.all(Array.from({ length: POOL_SIZE }, () => test.http.get('/stacks').expect(200)));
      while ((await test.backends(true)).length < POOL_SIZE) continue;
      await client.query('COMMIT');
      await reads;
    });

  it('reads and writes are 503 within the budget; no connection is used again that got no answer', async () => {
    await openAllConnections();
    test.network.swallow();
    const [copy, made] = [newName('copy'), newName('made')];
    const times = await Promise.all([
      unavailable(() => test.http.get('/stacks')),
      unavailable(() => test.http.get(`${INSTANCES}/db`)),
      unavailable(() => duplicate(copy)),
      unavailable(() => create(made)),
      unavailable(() => test.health('ready')),
    ]);
    expect(times).toHaveLength(POOL_SIZE);
    expect(Math.max(...times)).toBeLessThan(BUDGET_MS);
    await test.health('live').expect(200);
    test.network.heal();
    await test.health('ready').expect(200);
    await Promise.all(Array.from({ length: POOL_SIZE * 2 }, () => test.http.get('/stacks').expect(200)));
    expect([await exists(copy), await exists(made)]).toEqual([false, false]);
  });

  it('more requests than connections are all 503 within the budget', async () => {
    test.network.swallow();
    const all = Array.from({ length: POOL_SIZE * 4 }, () => unavailable(() => test.http.get(`${INSTANCES}/db`)));
    expect(Math.max(...(await Promise.all(all)))).toBeLessThan(QUEUE_BUDGET_MS);
  });
});

describe('a pool of five (lessons 20)', () => {
  it.each([150, 500])('serves %i requests at once without a 5xx', async (count) => {
    const requests = Array.from({ length: count }, (_, n) => {
      if (n % 5 === 0) return create(newName('made'));
      if (n % 5 === 1) return duplicate(newName('copy'));
      return n % 5 === 2 ? test.http.get('/stacks') : test.http.get(`${INSTANCES}/db`);
    });
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 201]));
  });
});
