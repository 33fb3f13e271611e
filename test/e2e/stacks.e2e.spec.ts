import { FACET_NAMES } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import {
  ALL_SETTINGS,
  allPages,
  copyOf,
  count,
  each,
  getInstance,
  invalid,
  newInstance,
  newStack,
  overrideAll,
  problem,
  STORED,
  TEMPLATE_ITEMS,
  TIME,
} from '../setup/story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
});
afterAll(() => server.close());

const NAME_RULE =
  'must be 1 to 63 characters, a–z, 0–9 and inner hyphens, starting and ending with a letter or digit, ' +
  'and none of default, devarch, system, none, all, trash, import';
const EMPTY = {
  description: '',
  enabled: true,
  instance_count: 0,
  enabled_count: 0,
  override_count: 0,
  variable_count: 0,
};
const LONG = 'l'.repeat(63);

const get = async (path: string) => (await server.http.get(path).expect(200)).body;
const post = async (path: string, body?: object) => (await server.http.post(path).send(body).expect(200)).body;
const trash = (name: string) => server.http.delete(`/stacks/${name}`).expect(204);

describe('creating a stack', () => {
  it('fills in the defaults and a network of its own, and says where the stack is', async () => {
    const { body, headers } = await server.http.post('/stacks').send({ name: 'shop' }).expect(201);
    expect(body).toEqual({ ...STORED, ...EMPTY, name: 'shop', network_name: 'devarch-shop-net' });
    expect(headers.location).toBe('/api/v1/stacks/shop');
    expect(await get('/stacks/shop')).toEqual(body);
  });

  it('takes a description and a network', async () => {
    const given = { name: 'blog', description: '100% _sure_ \\o/', network_name: 'Blog_net.1' };
    expect(await newStack(server, 'blog', given)).toEqual({ ...STORED, ...EMPTY, ...given });
  });

  it.each([
    ['trash', 'my-trash'],
    ['Crème & Co', 'creme-co'],
    ['-a-', 'a'],
    [LONG + LONG, LONG],
    ['', 'unnamed'],
  ])('refuses the name "%s" with the rule and a suggestion (lessons 10)', async (name, suggestion) => {
    const { body } = await server.http.post('/stacks').send({ name }).expect(400);
    const text = JSON.stringify(name);
    const given = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    const expected = name.startsWith('G')
      ? expect.stringMatching(/; try gro(ss|)e-co$/)
      : `${NAME_RULE}; try ${suggestion}`;
    expect(body.errors).toEqual([{ pointer: '/name', reason: expected, given }]);
  });

  it('refuses a taken name, a taken network naming the stack that has it, and unknown fields', async () => {
    const name = await server.http.post('/stacks').send({ name: 'shop', network_name: 'other' }).expect(409);
    expect(name.body).toEqual(problem(409, '/stacks', 'A stack "shop" exists already.'));
    const network = await server.http.post('/stacks').send({ name: 'news', network_name: 'Blog_net.1' }).expect(409);
    expect(network.body).toEqual(problem(409, '/stacks', '"Blog_net.1" is taken by stack "blog".'));
    const field = await server.http.post('/stacks').send({ name: 'news', descripton: 'x' }).expect(400);
    expect(field.body).toEqual(invalid('/stacks', '/descripton', 'is not known here; did you mean description?'));
  });
});

describe('a stack as it is used', () => {
  it('is changed in what is given, while what is absent stays; nothing at all is a mistake', async () => {
    const before = await get('/stacks/blog');
    const { body: after } = await server.http.put('/stacks/blog').send({ description: 'A 100% blog' }).expect(200);
    expect(after).toEqual({ ...before, description: 'A 100% blog', updated_at: TIME });
    expect(after.updated_at > before.updated_at).toBe(true);
    const change = { enabled: false, network_name: 'devarch-blog-net' };
    const { body: moved } = await server.http.put('/stacks/blog').send(change).expect(200);
    expect(moved).toEqual({ ...after, ...change, updated_at: TIME });
    const { body } = await server.http.put('/stacks/blog').send({}).expect(400);
    const reason = 'must give at least one of description, enabled, network_name';
    expect(body).toEqual(invalid('/stacks/blog', '', reason));
    const { body: taken } = await server.http
      .put('/stacks/blog')
      .send({ network_name: 'devarch-shop-net' })
      .expect(409);
    expect(taken).toEqual(problem(409, '/stacks/blog', '"devarch-shop-net" is taken by stack "shop".'));
    expect(await get('/stacks/blog')).toEqual(moved);
  });

  it('is enabled and disabled', async () => {
    const before = await get('/stacks/blog');
    expect(await post('/stacks/blog/enable')).toEqual({ ...before, enabled: true, updated_at: TIME });
    expect(await post('/stacks/blog/disable')).toEqual({ ...before, enabled: false, updated_at: TIME });
  });

  it('counts its live instances, those that are enabled, and their overrides (lessons 3)', async () => {
    await newInstance(server, 'shop', 'db', { description: 'Orders', settings: ALL_SETTINGS });
    await newInstance(server, 'shop', 'queue', { enabled: false });
    await newInstance(server, 'shop', 'gone');
    for (const name of ['db', 'gone']) await overrideAll(server, `/stacks/shop/instances/${name}`);
    await server.http.delete('/stacks/shop/instances/gone').expect(204);
    const counts = { instance_count: 2, enabled_count: 1, override_count: 2 * FACET_NAMES.length - 1 };
    expect(await get('/stacks/shop')).toMatchObject(counts);
    expect(await get('/stacks')).toEqual([await get('/stacks/blog'), await get('/stacks/shop')]);
    expect(await get('/stacks/shop/delete-preview')).toEqual({
      ...{ stack_name: 'shop', instance_count: 2, override_count: 2 * FACET_NAMES.length - 1, variable_count: 0 },
      container_names: ['devarch-shop-db', 'devarch-shop-queue'],
    });
  });

  it('is listed by name, filtered, with % and _ taken literally, page by page to the end', async () => {
    for (const name of ['z1', 'a1', 'shop-2']) await newStack(server, name, { description: `a_${name}` });
    const listed = async (query: string) => each(await get(`/stacks?${query}`), 'name');
    expect(await listed('')).toEqual(['a1', 'blog', 'shop', 'shop-2', 'z1']);
    expect(await listed('search=%25')).toEqual(['blog']);
    expect(await listed('search=A_')).toEqual(['a1', 'shop-2', 'z1']);
    expect(await listed('search=%5C')).toEqual([]);
    expect(await listed('enabled=false')).toEqual(['blog']);
    expect(await listed('enabled=true&search=shop')).toEqual(['shop', 'shop-2']);
    const pages = await allPages(server, '/stacks?limit=2');
    expect(pages).toEqual([pages.flat().slice(0, 2), pages.flat().slice(2, 4), pages.flat().slice(4)]);
    expect(pages.flat()).toEqual(await get('/stacks'));
    const { headers } = await server.http.get('/stacks?search=a_&limit=1&total=true').expect(200);
    expect(headers['x-total-count']).toBe('3');
    expect((await server.http.get('/stacks')).headers['x-total-count']).toBeUndefined();
    for (const wrong of ['limit=0', 'limit=501', 'enabled=yes', 'cursor=x', 'total=1', 'sort=enabled'])
      await server.http.get(`/stacks?${wrong}`).expect(400);
  });
});

describe('renaming a stack', () => {
  it('keeps all ids and gives containers and a derived network the new name (lessons 1)', async () => {
    const [stack, instances] = [await get('/stacks/shop'), await get('/stacks/shop/instances')];
    const db = await getInstance(server, '/stacks/shop/instances/db');
    const renamed = { ...stack, name: 'web', network_name: 'devarch-web-net', updated_at: TIME };
    expect(await post('/stacks/shop/rename', { name: 'web' })).toEqual(renamed);
    const container = (instance_id: string) => ({ container_name: `devarch-web-${instance_id}`, updated_at: TIME });
    expect(await get('/stacks/web/instances')).toEqual(
      instances.map((row: { instance_id: string }) => ({ ...row, ...container(row.instance_id) })),
    );
    expect(await getInstance(server, '/stacks/web/instances/db')).toEqual({ ...db, ...container('db') });
    const { body } = await server.http.get('/stacks/shop').expect(404);
    expect(body).toEqual(problem(404, '/stacks/shop', 'There is no stack "shop"; did you mean "shop-2"?'));
  });

  it('keeps a custom network', async () => {
    const before = await newStack(server, 'custom', { network_name: 'shared' });
    const after = await post('/stacks/custom/rename', { name: 'custom-2' });
    expect(after).toEqual({ ...before, name: 'custom-2', updated_at: TIME });
  });

  it('to the same name changes nothing, not even updated_at', async () => {
    const [stack, instances] = [await get('/stacks/web'), await get('/stacks/web/instances')];
    expect(await post('/stacks/web/rename', { name: 'web' })).toEqual(stack);
    expect(await get('/stacks/web/instances')).toEqual(instances);
  });

  it('to a taken name is refused and changes nothing', async () => {
    const before = await get('/stacks/web/instances');
    const { body } = await server.http.post('/stacks/web/rename').send({ name: 'blog' }).expect(409);
    expect(body).toEqual(problem(409, '/stacks/web/rename', 'A stack "blog" exists already.'));
    expect(await get('/stacks/web/instances')).toEqual(before);
  });
});

describe('container names', () => {
  it('that two stacks would share are refused, naming the instance that has it (lessons 10)', async () => {
    for (const name of ['a-b', 'a', 'x']) await newStack(server, name);
    await newInstance(server, 'a-b', 'c');
    await newInstance(server, 'x', 'b-c');
    const detail = '"devarch-a-b-c" is taken by instance "c" of stack "a-b".';
    const refusals = [
      ['/stacks/a/instances', { instance_id: 'b-c', template: 'postgres' }],
      ['/stacks/x/rename', { name: 'a' }],
    ] as const;
    const created = await server.http.post(refusals[0][0]).send(refusals[0][1]).expect(409);
    expect(created.body).toEqual(problem(409, refusals[0][0], detail));
    await trash('a');
    const renamed = await server.http.post(refusals[1][0]).send(refusals[1][1]).expect(409);
    expect(renamed.body).toEqual(problem(409, refusals[1][0], detail));
    const cloned = await server.http.post('/stacks/x/clone').send({ name: 'a' }).expect(409);
    expect(cloned.body).toEqual(problem(409, '/stacks/x/clone', detail));
    await server.http.get('/stacks/a').expect(404);
    expect(await get('/stacks/x')).toMatchObject({ name: 'x', network_name: 'devarch-x-net', instance_count: 1 });
  });

  it('that are too long are refused with both lengths (lessons 10)', async () => {
    await newStack(server, LONG);
    const reason = (stack: number, instance: number) =>
      `gives a container name of ${9 + stack + instance} characters (stack name ${stack} and instance name ${instance}` +
      ' characters); at most 127 are allowed';
    const path = `/stacks/${LONG}/instances`;
    const instance_id = 'i'.repeat(56);
    const { body } = await server.http.post(path).send({ instance_id, template: 'postgres' }).expect(400);
    expect(body).toEqual(invalid(path, '/instance_id', reason(63, 56), `"${instance_id}"`));
    await newInstance(server, LONG, 'i'.repeat(55));
    await newInstance(server, 'x', LONG);
    const long = 'm'.repeat(56);
    for (const verb of ['rename', 'clone']) {
      const refused = await server.http.post(`/stacks/x/${verb}`).send({ name: long }).expect(400);
      expect(refused.body).toEqual(invalid(`/stacks/x/${verb}`, '/name', reason(56, 63), `"${LONG}"`));
    }
  });
});

describe('cloning a stack', () => {
  it('copies every live instance with all facets, settings and flags, and nothing from the trash (lessons 1)', async () => {
    await server.http.put('/stacks/web').send({ description: 'The shop', enabled: false }).expect(200);
    const source = await get('/stacks/web');
    const { body: clone, headers } = await server.http.post('/stacks/web/clone').send({ name: 'web-2' }).expect(201);
    expect(clone).toEqual({ ...source, ...STORED, name: 'web-2', network_name: 'devarch-web-2-net' });
    expect(headers.location).toBe('/api/v1/stacks/web-2');
    for (const name of ['db', 'queue']) {
      const original = await getInstance(server, `/stacks/web/instances/${name}`);
      const copied = await getInstance(server, `/stacks/web-2/instances/${name}`);
      expect(copied).toEqual(copyOf(original, { stack_id: clone.id, container_name: `devarch-web-2-${name}` }));
      expect(copied.id).not.toBe(original.id);
    }
    expect(each(await get('/stacks/web-2/instances'), 'instance_id')).toEqual(['db', 'queue']);
    expect(await get('/stacks/web-2/instances/trash')).toEqual([]);
    expect(await get('/stacks/web')).toEqual(source);
  });

  it('a second time has the same effective config but for names and ids (lessons 1)', async () => {
    await server.http.post('/stacks/web-2/clone').send({ name: 'web-3' }).expect(201);
    for (const name of ['db', 'queue']) {
      const config = async (stack: string) => {
        const { labels, container_name, stack_name, ...rest } = await get(
          `/stacks/${stack}/instances/${name}/effective-config`,
        );
        expect({ container_name, stack_name }).toEqual({
          container_name: `devarch-${stack}-${name}`,
          stack_name: stack,
        });
        const own = labels.filter(({ source }: { source: string }) => source !== 'system');
        expect(labels).toHaveLength(own.length + 6);
        return { ...rest, labels: own };
      };
      expect(await config('web-3')).toEqual(await config('web'));
    }
  });

  it('needs a free name', async () => {
    const { body } = await server.http.post('/stacks/web/clone').send({ name: 'web-2' }).expect(409);
    expect(body).toEqual(problem(409, '/stacks/web/clone', 'A stack "web-2" exists already.'));
    await server.http.post('/stacks/web/clone').send({}).expect(400);
  });
});

describe('the trash', () => {
  const restore = (name: string, body?: object, query = '') =>
    server.http.post(`/stacks/trash/${name}/restore${query}`).send(body);
  const rows = (id: number) => count(server, 'SELECT count(*) FROM service_instances WHERE stack_id = $1', [id]);

  it('takes a stack with its live instances, and lists the newest first with what went along (lessons 3)', async () => {
    const [web, clone] = [await get('/stacks/web'), await get('/stacks/web-3')];
    for (const name of ['web', 'web-3']) await trash(name);
    await server.http.delete('/stacks/web').expect(404);
    const { body } = await server.http.get('/stacks/web/instances').expect(404);
    expect(body).toEqual(problem(404, '/stacks/web/instances', 'There is no stack "web"; did you mean "web-2"?'));
    const deleted = { deleted_at: TIME, updated_at: TIME };
    const listed = await get('/stacks/trash');
    expect(listed.slice(0, 2)).toEqual([
      { ...clone, ...deleted },
      { ...web, ...deleted },
    ]);
    expect(each(listed, 'name')).toEqual(['web-3', 'web', 'a']);
    const pages = await allPages(server, '/stacks/trash?limit=2');
    expect(pages).toEqual([listed.slice(0, 2), listed.slice(2)]);
    expect((await server.http.get('/stacks/trash?limit=2&total=true')).headers['x-total-count']).toBe('3');
  });

  it('gives back exactly the instances that went with the stack, and none that went before (lessons 2)', async () => {
    const [, { deleted_at, ...web }] = await get('/stacks/trash');
    expect(deleted_at).toEqual(TIME);
    const { body } = await restore('web').expect(200);
    expect(body).toEqual({ ...web, updated_at: TIME });
    expect(each(await get('/stacks/web/instances'), 'container_name')).toEqual(['devarch-web-db', 'devarch-web-queue']);
    expect(each(await get('/stacks/web/instances/trash'), 'instance_id')).toEqual(['gone']);
    const live = await restore('web').expect(409);
    expect(live.body).toEqual(
      problem(409, '/stacks/trash/web/restore', 'Stack "web" is not in the trash: it is live.'),
    );
  });

  it('gives a stack back under a new name, with new container names', async () => {
    const [{ deleted_at: _, ...trashed }] = await get('/stacks/trash');
    const { body } = await restore('web-3', { name: 'web-4' }).expect(200);
    expect(body).toEqual({ ...trashed, name: 'web-4', network_name: 'devarch-web-4-net', updated_at: TIME });
    expect(await getInstance(server, '/stacks/web-4/instances/db')).toMatchObject({
      container_name: 'devarch-web-4-db',
      override_count: 2 * FACET_NAMES.length - 1,
    });
  });

  it('may hold a name several times: the newest is meant, or the one with the id (lessons 2)', async () => {
    const first = await newStack(server, 'twin', { description: 'first', network_name: 'twin-1' });
    await newInstance(server, 'twin', 'one');
    await trash('twin');
    const second = await newStack(server, 'twin', { description: 'second', network_name: 'twin-2' });
    await trash('twin');
    expect((await restore('twin', undefined, `?id=${first.id}`).expect(200)).body).toMatchObject({
      ...{ id: first.id, name: 'twin', description: 'first', network_name: 'twin-1', instance_count: 1 },
    });
    const taken = await restore('twin').expect(409);
    expect(taken.body).toEqual(problem(409, '/stacks/trash/twin/restore', 'A stack "twin" exists already.'));
    await trash('twin');
    expect((await restore('twin').expect(200)).body).toMatchObject({ id: first.id });
    expect((await restore('twin', { name: 'twin-2' }).expect(200)).body).toMatchObject({
      id: second.id,
      name: 'twin-2',
    });
    for (const name of ['twin', 'twin-2']) await trash(name);
    const { body } = await restore('twin', undefined, `?id=${second.id}`).expect(404);
    expect(body).toEqual(
      problem(404, '/stacks/trash/twin/restore', 'There is no stack "twin" in the trash; did you mean "twin-2"?'),
    );
    await restore('twin', undefined, '?id=x').expect(400);
  });

  it('keeps a stack whose container name or network was taken meanwhile, naming who has it', async () => {
    await trash('a-b');
    await newStack(server, 'a');
    await newInstance(server, 'a', 'b-c');
    const container = await restore('a-b').expect(409);
    const detail = '"devarch-a-b-c" is taken by instance "b-c" of stack "a".';
    expect(container.body).toEqual(problem(409, '/stacks/trash/a-b/restore', detail));
    await newStack(server, 'thief', { network_name: 'twin-1' });
    const network = await restore('twin').expect(409);
    const owner = '"twin-1" is taken by stack "thief".';
    expect(network.body).toEqual(problem(409, '/stacks/trash/twin/restore', owner));
    expect((await restore('a-b', { name: 'a-d' }).expect(200)).body).toMatchObject({ name: 'a-d', instance_count: 1 });
  });

  it('is emptied one row at a time (lessons 2)', async () => {
    const old = await newStack(server, 'old');
    await newInstance(server, 'old', 'one');
    await trash('old');
    const young = await newStack(server, 'old');
    await newInstance(server, 'old', 'one');
    await trash('old');
    const live = await newStack(server, 'old');
    await server.http.delete('/stacks/trash/old').expect(204);
    expect([await rows(old.id), await rows(young.id)]).toEqual([1, 0]);
    await server.http.delete(`/stacks/trash/old?id=${live.id}`).expect(409);
    await server.http.delete(`/stacks/trash/old?id=${old.id}`).expect(204);
    expect(await rows(old.id)).toBe(0);
    expect(await get('/stacks/old')).toEqual(live);
    const { body } = await server.http.delete('/stacks/trash/nope').expect(404);
    expect(body).toEqual(problem(404, '/stacks/trash/nope', 'There is no stack "nope" in the trash.'));
  });

  it.each([
    ['get', '/stacks/nope', undefined],
    ['put', '/stacks/nope', { enabled: true }],
    ['delete', '/stacks/nope', undefined],
    ['post', '/stacks/nope/enable', undefined],
    ['post', '/stacks/nope/disable', undefined],
    ['post', '/stacks/nope/clone', { name: 'other' }],
    ['post', '/stacks/nope/rename', { name: 'nope' }],
    ['get', '/stacks/nope/delete-preview', undefined],
  ] as const)('is not looked into: %s %s is a 404 that names the stack', async (verb, path, body) => {
    const answer = await server.http[verb](path).send(body).expect(404);
    expect(answer.body).toEqual(problem(404, path, 'There is no stack "nope".'));
  });
});
