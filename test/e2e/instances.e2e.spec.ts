import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import {
  ALL_COUNTS,
  ALL_SETTINGS,
  allOverrides,
  allPages,
  copyOf,
  count,
  each,
  getInstance,
  ID,
  invalid,
  newInstance,
  newStack,
  NO_COUNTS,
  NO_SETTINGS,
  overrideAll,
  problem,
  STORED,
  storedRows,
  TEMPLATE_ITEMS,
  TIME,
} from '../setup/story.js';

let server: TestApp;
let postgres: number;
let stack_id: number;
beforeAll(async () => {
  server = await startTestApp();
  postgres = (await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS)).id;
  await aTemplate(server.dataSource, { name: 'redis', image_name: 'redis' });
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
  await server.http.delete('/stacks/shop').expect(204);
  stack_id = (await newStack(server, 'shop')).id;
});
afterAll(() => server.close());

const SHOP = '/stacks/shop/instances';
const get = async (path: string) => (await server.http.get(`${SHOP}${path}`).expect(200)).body;
const names = async (path: string) => each(await get(path), 'instance_id');
const remove = (name: string) => server.http.delete(`${SHOP}/${name}`).expect(204);
const fresh = (instance_id: string, more: object = {}) => ({
  ...STORED,
  ...{ stack_id, instance_id, template_service_id: postgres, template_name: 'postgres' },
  ...{ container_name: `devarch-shop-${instance_id}`, description: '', enabled: true },
  ...{ settings: NO_SETTINGS, removed_settings: [], override_count: 0, override_counts: NO_COUNTS },
  ...more,
});

describe('creating an instance', () => {
  it('takes the template by name and fills in the defaults', async () => {
    const { body, headers } = await server.http
      .post(SHOP)
      .send({ instance_id: 'db', template: 'postgres' })
      .expect(201);
    expect(body).toEqual(fresh('db'));
    expect(headers.location).toBe('/api/v1/stacks/shop/instances/db');
    const none = {
      ports: [],
      volumes: [],
      env_vars: [],
      labels: [],
      domains: [],
      healthcheck: null,
      config_files: [],
      options: [],
    };
    expect(await get('/db')).toEqual({ ...body, ...none });
  });

  it('takes the template by id, and everything else that may be given', async () => {
    const given = { instance_id: 'db-2', description: '50%_\\', enabled: false, settings: ALL_SETTINGS };
    const { body } = await server.http
      .post(SHOP)
      .send({ ...given, template_service_id: postgres })
      .expect(201);
    expect(body).toEqual(fresh('db-2', given));
  });

  it.each([
    ['no template', {}],
    ['a template by name and by id', { template: 'postgres', template_service_id: 1 }],
  ])('refuses %s', async (_, choice) => {
    const { body } = await server.http
      .post(SHOP)
      .send({ instance_id: 'new', ...choice })
      .expect(400);
    expect(body).toEqual(invalid(SHOP, '/template', 'must be given, or template_service_id, and not both'));
  });

  it('says which of stack and template does not exist', async () => {
    const send = (path: string, choice: object) =>
      server.http
        .post(path)
        .send({ instance_id: 'new', ...choice })
        .expect(404);
    const byName = await send(SHOP, { template: 'postgrs' });
    expect(byName.body).toEqual(problem(404, SHOP, 'There is no template "postgrs"; did you mean "postgres"?'));
    const byId = await send(SHOP, { template_service_id: 2147483647 });
    expect(byId.body).toEqual(problem(404, SHOP, 'There is no template "2147483647".'));
    const nowhere = await send('/stacks/nope/instances', { template: 'postgres' });
    expect(nowhere.body).toEqual(problem(404, '/stacks/nope/instances', 'There is no stack "nope".'));
  });

  it('refuses a taken name and every wrong field at once, and stores nothing of it', async () => {
    const taken = await server.http.post(SHOP).send({ instance_id: 'db', template: 'redis' }).expect(409);
    expect(taken.body).toEqual(problem(409, SHOP, 'An instance "db" exists already in this stack.'));
    const settings = { restart_policy: 'sometimes', image_tag: 'not a tag' };
    const wrong = { instance_id: 'trash', template: 'redis', enabled: 'yes', settings };
    const { body } = await server.http.post(SHOP).send(wrong).expect(400);
    expect(each(body.errors, 'pointer').toSorted()).toEqual([
      ...['/enabled', '/instance_id', '/settings/image_tag', '/settings/restart_policy'],
    ]);
    expect(await names('')).toEqual(['db', 'db-2']);
  });
});

describe('the list of instances', () => {
  it('is in the order of creation, filtered, with % and _ taken literally', async () => {
    await newInstance(server, 'shop', 'cache', { template: 'redis', description: 'Sessions' });
    await newInstance(server, 'shop', 'a-last');
    await newStack(server, 'other');
    await newInstance(server, 'other', 'db');
    expect(await names('')).toEqual(['db', 'db-2', 'cache', 'a-last']);
    expect(await names('?search=%25')).toEqual(['db-2']);
    expect(await names('?search=_')).toEqual(['db-2']);
    expect(await names('?search=%5C')).toEqual(['db-2']);
    expect(await names('?search=SESSION')).toEqual(['cache']);
    expect(await names('?search=devarch-shop-a')).toEqual(['a-last']);
    expect(await names('?enabled=false')).toEqual(['db-2']);
    expect(await names('?template=redis')).toEqual(['cache']);
    expect(await names('?template=redis&enabled=false')).toEqual([]);
    expect(await get('?search=db-2')).toEqual([
      fresh('db-2', { description: '50%_\\', enabled: false, settings: ALL_SETTINGS }),
    ]);
  });

  it('comes page by page to the end, with the size of the whole set where it is asked for', async () => {
    const all = await get('');
    expect(await allPages(server, `${SHOP}?limit=1`)).toEqual(all.map((item: object) => [item]));
    expect(await allPages(server, `${SHOP}?limit=2`)).toEqual([all.slice(0, 2), all.slice(2)]);
    expect(await allPages(server, `${SHOP}?limit=1&template=postgres`)).toHaveLength(3);
    const total = async (query: string) => (await server.http.get(`${SHOP}?${query}`)).headers['x-total-count'];
    expect(await total('limit=1&total=true&template=postgres')).toBe('3');
    expect(await total('total=true&search=nothing')).toBe('0');
    expect(await total('limit=1')).toBeUndefined();
    for (const wrong of ['cursor=x', 'cursor=WyJhIiwxXQ', 'limit=0', 'enabled=1', 'serch=a'])
      await server.http.get(`${SHOP}?${wrong}`).expect(400);
  });
});

describe('an instance as it is used', () => {
  it('is answered with the rows of every facet and their counts', async () => {
    await overrideAll(server, `${SHOP}/db`);
    const [healthcheck] = storedRows(allOverrides('healthcheck'));
    expect(await get('/db')).toEqual({
      ...fresh('db', { override_count: 15, override_counts: ALL_COUNTS, healthcheck }),
      ports: storedRows(allOverrides('ports')),
      volumes: storedRows(allOverrides('volumes')),
      env_vars: storedRows(allOverrides('env_vars')),
      labels: storedRows(allOverrides('labels')),
      domains: storedRows(allOverrides('domains')),
      config_files: storedRows(allOverrides('config_files')),
      options: storedRows(allOverrides('options')),
    });
  });

  it('is changed in what is given; a null setting follows the template again', async () => {
    const put = (body: object) => server.http.put(`${SHOP}/db-2`).send(body);
    const before = await get('/db-2');
    const settings = { ...ALL_SETTINGS, command: null, user_spec: '70' };
    const { body } = await put({ settings: { command: null, user_spec: '70' } }).expect(200);
    expect(body).toEqual(fresh('db-2', { description: '50%_\\', enabled: false, settings }));
    expect(body.updated_at > before.updated_at).toBe(true);
    const { body: next } = await put({ description: '', enabled: true }).expect(200);
    expect(next).toEqual(fresh('db-2', { settings }));
    const nothing = await put({}).expect(400);
    const reason = 'must give at least one of description, enabled, settings, removed_settings';
    expect(nothing.body).toEqual(invalid(`${SHOP}/db-2`, '', reason));
    for (const wrong of [{ description: null }, { enabled: null }, { settings: null }, { instance_id: 'x' }])
      await put(wrong).expect(400);
    expect(await get('/db-2')).toMatchObject(next);
  });

  it('is renamed with its id, its overrides and a new container name (lessons 1), by the verb of earlier versions too', async () => {
    const before = await getInstance(server, `${SHOP}/db`);
    const { healthcheck: _, ports, volumes, env_vars, labels, domains, config_files, options, ...summary } = before;
    const change = { instance_id: 'main', container_name: 'devarch-shop-main', updated_at: TIME };
    const { body } = await server.http.post(`${SHOP}/db/rename`).send({ instance_id: 'main' }).expect(200);
    expect(body).toEqual({ ...summary, ...change, references_rewritten: 0 });
    const after = await get('/main');
    expect(after).toEqual({ ...before, ...change });
    const same = await server.http.put(`${SHOP}/main/rename`).send({ instance_id: 'main' }).expect(200);
    expect(same.body).toEqual(body);
    const taken = await server.http.post(`${SHOP}/main/rename`).send({ instance_id: 'db-2' }).expect(409);
    expect(taken.body).toEqual(problem(409, `${SHOP}/main/rename`, 'An instance "db-2" exists already in this stack.'));
    expect(await get('/main')).toEqual(after);
  });

  it('previews its deletion by its real names and counts (lessons 3)', async () => {
    expect(await get('/main/delete-preview')).toEqual({
      ...{ instance_id: 'main', template_name: 'postgres', override_count: 15, container_name: 'devarch-shop-main' },
      ...{ referred_by: [], linked_by: [] },
    });
  });
});

describe('duplicating an instance', () => {
  it('copies every facet, setting and flag under the first free name (lessons 1)', async () => {
    const changes = { description: 'Orders', enabled: false, settings: ALL_SETTINGS };
    await server.http.put(`${SHOP}/main`).send(changes).expect(200);
    const source = await getInstance(server, `${SHOP}/main`);
    for (const name of ['main-copy', 'main-copy-2']) {
      const { body, headers } = await server.http.post(`${SHOP}/main/duplicate`).expect(201);
      expect(headers.location).toBe(`/api/v1${SHOP}/${name}`);
      const copy = await getInstance(server, `${SHOP}/${name}`);
      expect(copy).toEqual(copyOf(source, { instance_id: name, container_name: `devarch-shop-${name}` }));
      expect(copy).toMatchObject(body);
      expect(copy.id).not.toBe(source.id);
    }
    expect(await get('/main')).toEqual(source);
  });

  it('takes a name, a free one, and fills gaps', async () => {
    const duplicate = (body?: object) => server.http.post(`${SHOP}/main/duplicate`).send(body);
    expect((await duplicate({ instance_id: 'twin' }).expect(201)).body).toMatchObject({ instance_id: 'twin' });
    const { body } = await duplicate({ instance_id: 'twin' }).expect(409);
    const taken = 'An instance "twin" exists already in this stack.';
    expect(body).toEqual(problem(409, `${SHOP}/main/duplicate`, taken));
    await duplicate({ instance_id: 'Twin' }).expect(400);
    await duplicate({ name: 'twin-2' }).expect(400);
    await remove('main-copy');
    expect((await duplicate({}).expect(201)).body).toMatchObject({ instance_id: 'main-copy', override_count: 15 });
  });
});

describe('the trash of a stack', () => {
  const restore = (name: string, body?: object, query = '') =>
    server.http.post(`${SHOP}/trash/${name}/restore${query}`).send(body);

  it('lists the newest first, with all that was deleted in this stack', async () => {
    const twin = await getInstance(server, `${SHOP}/twin`);
    const { healthcheck: _, ports, volumes, env_vars, labels, domains, config_files, options, ...summary } = twin;
    await remove('twin');
    const [first, ...others] = await get('/trash');
    expect(first).toEqual({ ...summary, updated_at: TIME, deleted_at: TIME });
    expect(each(others, 'instance_id')).toEqual(['main-copy']);
    expect(await allPages(server, `${SHOP}/trash?limit=1`)).toEqual([[first], others]);
    const { headers } = await server.http.get(`${SHOP}/trash?limit=1&total=true`);
    expect(headers['x-total-count']).toBe('2');
    const gone = await server.http.get(`${SHOP}/twin`).expect(404);
    expect(gone.body).toEqual(problem(404, `${SHOP}/twin`, 'There is no instance "twin" in stack "shop".'));
  });

  it('gives an instance back as it was, overrides included (lessons 3)', async () => {
    const { body } = await restore('twin').expect(200);
    expect(body).toMatchObject({ instance_id: 'twin', settings: ALL_SETTINGS, override_counts: ALL_COUNTS });
    expect(await get('/twin')).toEqual(
      copyOf(await getInstance(server, `${SHOP}/main`), {
        ...{ instance_id: 'twin', container_name: 'devarch-shop-twin' },
      }),
    );
    const path = `${SHOP}/trash/twin/restore`;
    const live = 'Instance "twin" of stack "shop" is not in the trash: it is live.';
    expect((await restore('twin').expect(409)).body).toEqual(problem(409, path, live));
  });

  it('holds one name several times: the newest is meant, or the one with the id (lessons 2)', async () => {
    const ids: number[] = [];
    for (const description of ['first', 'second', 'third']) {
      ids.push((await newInstance(server, 'shop', 'many', { description })).id);
      await remove('many');
    }
    const [first, second, third] = ids;
    expect((await restore('many').expect(200)).body).toEqual(fresh('many', { id: third, description: 'third' }));
    const path = `${SHOP}/trash/many/restore`;
    const taken = problem(409, path, 'An instance "many" exists already in this stack.');
    expect((await restore('many').expect(409)).body).toEqual(taken);
    const renamed = await restore('many', { instance_id: 'few' }, `?id=${first}`).expect(200);
    expect(renamed.body).toEqual(fresh('few', { id: first, description: 'first' }));
    const wrong = await restore('many', {}, `?id=${third}`).expect(409);
    expect(wrong.body.detail).toBe('Instance "many" of stack "shop" is not in the trash: it is live.');
    await restore('many', { instance_id: 'Few' }, `?id=${second}`).expect(400);
    expect(each(await get('/trash'), 'id')).toEqual([second, ID]);
  });

  it('is emptied one row at a time (lessons 2)', async () => {
    await overrideAll(server, `${SHOP}/few`);
    await remove('few');
    const rows = () => count(server, 'SELECT count(*) FROM service_instances WHERE stack_id = $1', [stack_id]);
    const before = await rows();
    await server.http.delete(`${SHOP}/trash/few`).expect(204);
    expect(await rows()).toBe(before - 1);
    const { body } = await server.http.delete(`${SHOP}/trash/few`).expect(404);
    expect(body).toEqual(problem(404, `${SHOP}/trash/few`, 'There is no instance "few" in the trash of stack "shop".'));
    expect(each(await get('/trash'), 'instance_id')).toEqual(['many', 'main-copy']);
    const [{ id }] = await get('/trash');
    await server.http.delete(`${SHOP}/trash/main-copy?id=${id}`).expect(409);
    await server.http.delete(`${SHOP}/trash/many?id=${id}`).expect(204);
    expect(await rows()).toBe(before - 2);
    expect(await names('')).toEqual(expect.arrayContaining(['main', 'main-copy', 'many', 'twin']));
  });
});

describe('what does not exist', () => {
  it.each([
    ['get', '', undefined],
    ['put', '', { enabled: true }],
    ['delete', '', undefined],
    ['post', '/duplicate', {}],
    ['post', '/rename', { instance_id: 'new' }],
    ['put', '/rename', { instance_id: 'new' }],
    ['get', '/delete-preview', undefined],
  ] as const)('%s …/{instance}%s says whether the stack or the instance is missing', async (verb, rest, sent) => {
    const send = async (path: string) => (await server.http[verb](path).send(sent).expect(404)).body;
    const nowhere = `/stacks/nope/instances/main${rest}`;
    expect(await send(nowhere)).toEqual(problem(404, nowhere, 'There is no stack "nope".'));
    const nobody = `${SHOP}/Nobody${rest}`;
    expect(await send(nobody)).toEqual(problem(404, nobody, 'There is no instance "Nobody" in stack "shop".'));
  });

  it.each([
    ['get', ''],
    ['get', '/trash'],
    ['post', '/trash/db/restore'],
    ['delete', '/trash/db'],
  ] as const)('%s …/instances%s says that the stack is missing', async (verb, rest) => {
    const path = `/stacks/nope/instances${rest}`;
    const { body } = await server.http[verb](path).expect(404);
    expect(body).toEqual(problem(404, path, 'There is no stack "nope".'));
  });
});

describe('the instances of all stacks', () => {
  const all = async (query: string) => (await server.http.get(`/instances${query}`).expect(200)).body;
  const places = async (query: string) =>
    (await all(query)).map(
      (row: { stack_name: string; instance_id: string }) => `${row.stack_name}/${row.instance_id}`,
    );
  const count_of = async (query: string) => (await server.http.get(`/instances${query}`)).headers['x-total-count'];

  beforeAll(async () => {
    for (const stack of ['east', 'west']) await newStack(server, stack);
    await newInstance(server, 'east', 'search-one', { description: 'everywhere' });
    await newInstance(server, 'west', 'search-two', { template: 'redis', description: 'everywhere' });
    await newInstance(server, 'west', 'search-off', { enabled: false, description: 'everywhere' });
    await newInstance(server, 'west', 'search-gone', { description: 'everywhere' });
    await server.http.delete('/stacks/west/instances/search-gone').expect(204);
    await newStack(server, 'south');
    await newInstance(server, 'south', 'search-lost', { description: 'everywhere' });
    await server.http.delete('/stacks/south').expect(204);
  });

  it('are the live ones in the order of creation, as in their stacks, each with the name of its stack', async () => {
    const found = await all('?search=everywhere');
    expect(await places('?search=everywhere')).toEqual(['east/search-one', 'west/search-two', 'west/search-off']);
    const [own] = (await server.http.get('/stacks/east/instances').expect(200)).body;
    expect(found[0]).toEqual({ ...own, stack_name: 'east' });
  });

  it('count the overrides of each', async () => {
    await overrideAll(server, '/stacks/east/instances/search-one');
    const [of_stack] = (await server.http.get('/stacks/east/instances?search=one').expect(200)).body;
    expect(await all('?search=search-one')).toEqual([{ ...of_stack, stack_name: 'east' }]);
    expect(of_stack.override_count).toBeGreaterThan(6);
  });

  it('are filtered by stack, template, enabled and search', async () => {
    expect(await places('?stack=west')).toEqual(['west/search-two', 'west/search-off']);
    expect(await places('?stack=west&enabled=false')).toEqual(['west/search-off']);
    expect(await places('?search=everywhere&template=redis')).toEqual(['west/search-two']);
    expect(await places('?stack=south')).toEqual([]);
    expect(await places('?stack=nowhere')).toEqual([]);
    await server.http.get('/instances?stak=west').expect(400);
  });

  it('come page by page, counted where it is asked for', async () => {
    const found = await all('?search=everywhere');
    const pages = await allPages(server, '/instances?search=everywhere&limit=1');
    expect(pages).toEqual(found.map((item: object) => [item]));
    expect((await allPages(server, '/instances?limit=2')).flat()).toEqual(await all(''));
    expect(await count_of('?search=everywhere&total=true&limit=1')).toBe('3');
    expect(await count_of('?stack=nowhere&total=true')).toBe('0');
    await server.http.get('/instances?cursor=x').expect(400);
  });
});
