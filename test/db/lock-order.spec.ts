import { Client } from 'pg';
import { FACET_NAMES } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { countDeadlocks } from '../setup/deadlocks.js';
import { generic, MUTATIONS, type Mutation, type World, worldFile } from '../setup/mutations.js';
import { brokenInvariants } from '../setup/race.js';

/** How often each of a pair is sent at once: a few times in the suite, `DEVARCH_RACE=30` to look harder. */
const TIMES = Number(process.env.DEVARCH_RACE ?? 2);
const ROUTES = Object.keys(MUTATIONS);
/** What is a POST only so that no web page can have it done. */
const READS = /^get |\/reveal$/;

let server: TestApp;
let worlds = 0;
let broken: () => number;

beforeAll(async () => {
  server = await startTestApp();
  broken = countDeadlocks(server.dataSource);
});
afterAll(() => server.close());

async function send(route: string, { path, body }: Mutation): Promise<number> {
  const headers = body && { 'content-type': 'application/json' };
  const method = route.split(' ')[0]?.toUpperCase();
  const answer = await fetch(`${server.api}${path}`, { method, headers, body: body && JSON.stringify(body) });
  await answer.arrayBuffer();
  return answer.status;
}

async function aWorld(): Promise<World> {
  const stack = `w${(worlds += 1)}`;
  const category = `c${worlds}`;
  const content = `${worldFile(stack)}  gone: { image: "example/${stack}-gone" }\n`;
  const made = [
    await send('post /stacks/import', { path: '/stacks/import', body: { format: 'compose', name: stack, content } }),
    await send('delete', { path: `/stacks/${stack}/instances/gone` }),
    await send('post', { path: '/categories', body: { name: category } }),
  ];
  expect(made).toEqual([200, 204, 201]);
  return { stack, template: `${stack}-db`, category };
}

/** How many deadlocks PostgreSQL has broken in the database of the test; a connection tells at the latest when it ends. */
async function deadlocks(): Promise<number> {
  await server.app.close();
  const client = new Client({ connectionString: server.database_url });
  await client.connect();
  try {
    const sql = 'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()';
    return (await client.query<{ deadlocks: number }>(sql)).rows[0]?.deadlocks ?? -1;
  } finally {
    await client.end();
  }
}

it('every route that changes something is raced', async () => {
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Record<string, object> };
  const served = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((verb) => `${verb} ${path}`));
  const changing = new Set(served.filter((route) => !READS.test(route)).map(generic));
  expect([...changing].toSorted()).toEqual(ROUTES.toSorted());
});

it(
  'any two routes at once on one stack: no deadlock, no 5xx',
  async () => {
    const failed: string[] = [];
    for (const [index, one] of ROUTES.entries()) {
      for (const other of ROUTES.slice(index)) {
        const world = await aWorld();
        const facet = FACET_NAMES[worlds % FACET_NAMES.length] ?? 'ports';
        const requests = Array.from({ length: 2 * TIMES }, async (_, n) => {
          const route = n % 2 ? one : other;
          return send(route, MUTATIONS[route]?.(world, n >> 1, facet) ?? { path: '' });
        });
        const statuses = (await Promise.all(requests)).filter((status) => status >= 500);
        const found = [...statuses, ...Array<string>(broken()).fill('deadlock')];
        if (found.length > 0) failed.push(`${one} and ${other}: ${found.join(', ')}`);
      }
    }
    expect(failed).toEqual([]);
    expect(await brokenInvariants(server.dataSource)).toEqual({});
    expect(await deadlocks()).toBe(0);
  },
  TIMES * 300_000,
);
