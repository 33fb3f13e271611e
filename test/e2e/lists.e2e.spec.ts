import { startTestApp, type TestApp } from '../setup/app.js';
import { ApiDocument } from '../setup/api-document.js';
import { allPages, each, newInstance, newStack } from '../setup/story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  for (const [name, startup_order] of Object.entries({ zoo: 5, data: 20, web: 5 }))
    await server.http.post('/categories').send({ name, startup_order, display_name: 'Same' }).expect(201);
  const templates = {
    'web-db': { category: 'data' },
    cache: { description: 'in front of the db' },
    db: {},
    'db-proxy': {},
    other: { image_name: 'example/db' },
  };
  for (const [name, more] of Object.entries(templates))
    await server.http
      .post('/services')
      .send({ name, image_name: name, ...more })
      .expect(201);
  for (const name of ['shop', 'blog', 'my-shop', 'shop-2', 'archive'])
    await newStack(server, name, { description: name === 'archive' ? 'of the shop' : '' });
  for (const [stack, name] of [
    ['shop', 'queue'],
    ['shop', 'my-db'],
    ['blog', 'db'],
    ['shop', 'db-2'],
    ['shop', 'db'],
  ] as const)
    await newInstance(server, stack, name, { template: 'cache', description: name === 'queue' ? 'before the db' : '' });
  await newInstance(server, 'shop', 'last', { template: 'db' });
  for (const name of ['b', 'c', 'a']) {
    await newInstance(server, 'shop', `gone-${name}`, { template: 'db' });
    await server.http.delete(`/stacks/shop/instances/gone-${name}`).expect(204);
    await newStack(server, `gone-${name}`);
    await server.http.delete(`/stacks/gone-${name}`).expect(204);
  }
  await server.dataSource.query(`UPDATE services SET created_at = '2026-01-31T09:30:00Z' WHERE name <> 'db'`);
  await server.dataSource.query(`UPDATE service_instances SET updated_at = '2026-01-31T09:30:00Z' WHERE id > 2`);
});
afterAll(() => server.close());

/** The lists that can be sorted, and how many rows each has here. */
const LISTS: Record<string, number> = {
  '/stacks': 5,
  '/stacks/trash': 3,
  '/stacks/shop/instances': 5,
  '/stacks/shop/instances/trash': 3,
  '/instances': 6,
  '/services': 5,
  '/categories': 3,
};

async function sortsOf(path: string): Promise<string[]> {
  const served = await (await fetch(`${server.url}/openapi.json`)).json();
  const { parameters = [] } = new ApiDocument(served as Record<string, unknown>).operation(
    'get',
    `/api/v1${path.replace('/shop/', '/{stack}/')}`,
  );
  const sort = parameters.find(({ name }) => name === 'sort');
  return sort?.schema?.enum as string[];
}

const get = async (path: string): Promise<object[]> => (await server.http.get(path).expect(200)).body;

describe.each(Object.entries(LISTS))('%s', (path, size) => {
  it('is sorted by each of its columns, ties by id, either way round, and page by page', async () => {
    const sorts = await sortsOf(path);
    expect(sorts.length).toBeGreaterThanOrEqual(6);
    for (const sort of sorts.filter((name) => !name.startsWith('-'))) {
      const rows = await get(`${path}?sort=${sort}`);
      expect(rows).toHaveLength(size);
      const unique = path === '/categories' && sort === 'startup_order' ? 'name' : 'id';
      expect(rows).toEqual(rows.toSorted((a, b) => compare(a, b, sort) || compare(a, b, unique)));
      expect(await get(`${path}?sort=-${sort}`)).toEqual(rows.toReversed());
      for (const [way, expected] of [
        [sort, rows],
        [`-${sort}`, rows.toReversed()],
      ] as const)
        expect((await allPages(server, `${path}?sort=${way}&limit=2`)).flat()).toEqual(expected);
    }
  });

  it('keeps its own order where none is wanted', async () => {
    const [sorts, rows] = [await sortsOf(path), await get(path)];
    const [usual = ''] = sorts;
    expect(rows).toEqual(await get(`${path}?sort=${path.endsWith('trash') ? `-${usual}` : usual}`));
    expect((await allPages(server, `${path}?limit=2`)).flat()).toEqual(rows);
  });

  it('refuses a cursor of another order, and says so', async () => {
    const { headers } = await server.http.get(`${path}?limit=1&sort=updated_at`).expect(200);
    const cursor = /cursor=([^&>]+)/.exec(headers.link ?? '')?.[1] ?? '';
    for (const other of ['', 'sort=-updated_at&', 'sort=created_at&']) {
      const { body } = await server.http.get(`${path}?${other}cursor=${cursor}`).expect(400);
      expect(body.detail).toBe(
        'cursor was made for another order of this list; keep sort and search as they were, or start without a cursor.',
      );
    }
    await server.http.get(`${path}?sort=updated_at&cursor=${cursor}`).expect(200);
  });

  it('names the nearest of an order that it does not have', async () => {
    const { body } = await server.http.get(`${path}?sort=-update_at`).expect(400);
    expect(body.errors).toEqual([
      {
        parameter: 'sort',
        reason: expect.stringMatching(/^must be one of .*; did you mean -updated_at\?$/),
        given: '"-update_at"',
      },
    ]);
  });
});

function compare(a: object, b: object, column: string): number {
  const [one, two] = [a, b].map((row): unknown => Reflect.get(row, column));
  if (typeof one === 'number' && typeof two === 'number') return one - two;
  return String(one) < String(two) ? -1 : Number(one !== two);
}

describe('what a search finds', () => {
  it.each([
    ['/stacks?search=shop', 'name', ['shop', 'shop-2', 'my-shop', 'archive']],
    ['/stacks?search=SHOP', 'name', ['shop', 'shop-2', 'my-shop', 'archive']],
    ['/stacks/shop/instances?search=db', 'instance_id', ['db', 'db-2', 'my-db', 'queue']],
    ['/instances?search=db', 'instance_id', ['db', 'db', 'db-2', 'my-db', 'queue']],
    ['/services?search=db', 'name', ['db', 'db-proxy', 'web-db', 'cache', 'other']],
  ])('%s: the name itself, its start, a part of it, then the rest', async (path, column, expected) => {
    const found = await get(path);
    expect(each(found, column)).toEqual(expected);
    expect((await allPages(server, `${path}&limit=1&total=true`)).flat()).toEqual(found);
  });

  it('is in the order of a sort, where there is one', async () => {
    expect(each(await get('/stacks?search=shop&sort=-name'), 'name')).toEqual(['shop-2', 'shop', 'my-shop', 'archive']);
  });

  it('is everything, for an empty search', async () => {
    for (const path of ['/stacks', '/instances', '/services', '/stacks/shop/instances'])
      expect(await get(`${path}?search=`)).toEqual(await get(path));
  });
});

it('statements of the usual orders are kept prepared, those of the others are not', async () => {
  const one = await startTestApp({ DATABASE_POOL_SIZE: '2' });
  try {
    const kept = async (path: string) => {
      await one.http.get(path).expect(200);
      const sql = 'SELECT count(*)::int AS count FROM pg_prepared_statements';
      return (await one.dataSource.query<[{ count: number }]>(sql))[0].count;
    };
    const first = await kept('/stacks');
    expect(await kept('/stacks?sort=-updated_at')).toBe(first);
    expect(await kept('/stacks?sort=name')).toBe(first);
    expect(await kept('/stacks?sort=-name')).toBe(first);
    expect(await kept('/stacks?search=a')).toBe(first + 1);
  } finally {
    await one.close();
  }
});
