import { dependency } from '../setup/effective-stack.js';
import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';
import { TemplatesService } from '../../src/templates/templates.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from '../setup/factories.js';
import { allPages, shownItem } from '../setup/story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const STORED = { id: expect.any(Number), created_at: TIME, updated_at: TIME };

/** A facet in a body: a list with one item, or for the healthcheck the item itself. */
function facetOfOne(name: FacetName, items: typeof ONE_OF_EACH | typeof ANOTHER_OF_EACH): unknown {
  return name === 'healthcheck' ? items[name] : [items[name]];
}

const EVERY_FACET = Object.fromEntries(FACET_NAMES.map((name) => [name, facetOfOne(name, ONE_OF_EACH)]));

/** The same as it is answered: with the fields that the server adds. */
function stored(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map(stored)
    : typeof value === 'object' && value !== null
      ? { ...shownItem(value), ...('is_secret' in value && { generate: null }), ...STORED }
      : value;
}

const STORED_FACETS = Object.fromEntries(Object.entries(EVERY_FACET).map(([name, value]) => [name, stored(value)]));

describe('categories', () => {
  const caches = { name: 'cache', display_name: 'Caches', color: '#c8452f', startup_order: 20 };

  it('creates them with defaults, the colour in lower case', async () => {
    const plain = await server.http.post('/categories').send({ name: 'misc' }).expect(201);
    expect(plain.headers.location).toBe('/api/v1/categories/misc');
    const defaults = { display_name: '', color: null, startup_order: 0, service_count: 0 };
    expect(plain.body).toEqual({ ...STORED, name: 'misc', ...defaults });
    const full = await server.http.post('/categories').send({ ...caches, color: '#C8452F' });
    expect(full.body).toEqual({ ...STORED, ...caches, service_count: 0 });
  });

  it('lists them by startup order, page by page', async () => {
    await server.http.post('/categories').send({ name: 'database', startup_order: 10 });
    const first = await server.http.get('/categories?limit=2&total=true').expect(200);
    expect(first.body.map(({ name }: { name: string }) => name)).toEqual(['misc', 'database']);
    expect(first.headers['x-total-count']).toBe('3');
    const [, next = ''] = /<\/api\/v1(.*)>; rel="next"/.exec(first.headers.link ?? '') ?? [];
    const second = await server.http.get(next);
    expect(second.body).toEqual([{ ...STORED, ...caches, service_count: 0 }]);
    expect(second.headers.link).toBeUndefined();
  });

  it('changes what is given and renames, keeping the id', async () => {
    const { body: before } = await server.http.get('/categories/misc').expect(200);
    const { body } = await server.http.put('/categories/misc').send({ name: 'other', color: '#000000' }).expect(200);
    expect(body).toEqual({ ...before, name: 'other', color: '#000000', updated_at: TIME });
  });

  it('refuses a taken name, a wrong colour and nothing at all', async () => {
    const taken = await server.http.put('/categories/other').send({ name: 'cache' }).expect(409);
    expect(taken.body.detail).toBe('A category "cache" exists already.');
    const color = await server.http.post('/categories').send({ name: 'red', color: 'red' }).expect(400);
    expect(color.body.errors).toEqual([
      { pointer: '/color', reason: 'must be a colour as #rrggbb or null', given: '"red"' },
    ]);
    await server.http.put('/categories/other').send({}).expect(400);
    await server.http.delete('/categories/nope').expect(404);
    await server.http.delete('/categories/other').expect(204);
  });
});

describe('templates', () => {
  const postgres = {
    name: 'postgres',
    category: 'database',
    description: 'Relational',
    image_name: 'postgres',
    image_tag: '17.2',
    restart_policy: 'always',
    command: '["postgres"]',
    user_spec: '999',
    enabled: false,
    options: [
      { key: 'shm_size', value: '256m' },
      { key: 'x-tags', value: ['b', 'a'] },
    ],
    ...EVERY_FACET,
    dependencies: [dependency({ service: 'redis', condition: 'service_healthy' })],
    provides: ['postgres', 'sql'],
  };

  it('creates one with nothing but defaults', async () => {
    const { body } = await server.http.post('/services').send({ name: 'redis', image_name: 'redis' }).expect(201);
    expect(body).toEqual({
      ...STORED,
      ...{ name: 'redis', category: null, category_id: null, description: '', image_name: 'redis' },
      ...{ image_tag: 'latest', restart_policy: 'unless-stopped', command: null, user_spec: null, enabled: true },
      ...{ instance_count: 0, revision: 1, options: [], healthcheck: null },
      ...{ dependencies: [], provides: ['redis'] },
      ...{ ports: [], volumes: [], env_vars: [], labels: [], domains: [], config_files: [] },
    });
  });

  it('creates one with everything, and gets it in one statement', async () => {
    const created = await server.http.post('/services').send(postgres).expect(201);
    expect(created.headers.location).toBe('/api/v1/services/postgres');
    const server_fields = { category_id: expect.any(Number), instance_count: 0, revision: 1 };
    expect(created.body).toEqual({ ...STORED, ...postgres, ...STORED_FACETS, ...server_fields });
    const statements = await server.statements(() => server.get(TemplatesService).get('postgres'));
    expect(statements).toHaveLength(1);
    expect((await server.http.get('/services/postgres').expect(200)).body).toEqual(created.body);
  });

  it('takes an answer back as it came: nothing but the revision changes', async () => {
    const { body: before } = await server.http.get('/services/postgres');
    const { body: after } = await server.http.put('/services/postgres').send(before).expect(200);
    expect(after).toEqual({ ...before, revision: 2, updated_at: TIME });
    expect(after.updated_at > before.updated_at).toBe(true);
  });

  it('changes only what is given, and null where null is a value', async () => {
    const { body: before } = await server.http.get('/services/postgres');
    const change = { category: null, command: null, ports: [ANOTHER_OF_EACH.ports] };
    const { body: after } = await server.http.put('/services/postgres').send(change).expect(200);
    const ports = stored(change.ports);
    expect(after).toEqual({ ...before, ...change, ports, category_id: null, revision: 3, updated_at: TIME });
    await server.http.put('/services/postgres').send({ category: 'database' }).expect(200);
  });

  it.each(FACET_NAMES)('replaces %s and answers what is stored', async (name) => {
    const path = `/services/postgres/${facetOf(name).path}`;
    const another = facetOfOne(name, ANOTHER_OF_EACH);
    const { body: before } = await server.http.get('/services/postgres');
    const { body: rows } = await server.http
      .put(path)
      .send({ [name]: another })
      .expect(200);
    expect(rows).toEqual(stored(another));
    const { body: after } = await server.http.get('/services/postgres');
    expect(after).toEqual({ ...before, [name]: rows, revision: before.revision + 1, updated_at: TIME });
    const none = name === 'healthcheck' ? null : [];
    expect(
      (
        await server.http
          .put(path)
          .send({ [name]: none })
          .expect(200)
      ).body,
    ).toEqual(none);
  });

  it.each(FACET_NAMES)('never wipes %s because a key is missing or misspelt', async (name) => {
    const path = `/services/postgres/${facetOf(name).path}`;
    const missing = await server.http.put(path).send({}).expect(400);
    expect(missing.body.errors[0].pointer).toBe(`/${name}`);
    const misspelt = await server.http
      .put(path)
      .send({ [`${name}s`]: [] })
      .expect(400);
    expect(misspelt.body.errors).toEqual([
      { pointer: `/${name}s`, reason: `is not known here; did you mean ${name}?` },
    ]);
  });

  it('keeps the rows that stay, and answers lists in their fixed order', async () => {
    const at = (container_port: number, protocol = 'tcp') => ({ host_port: container_port, container_port, protocol });
    const put = (ports: object[]) => server.http.put('/services/postgres/ports').send({ ports }).expect(200);
    const { body: first } = await put([at(443), at(80, 'udp'), at(80)]);
    expect(first.map((row: Record<string, unknown>) => `${row.container_port}/${row.protocol}`)).toEqual([
      '80/tcp',
      '80/udp',
      '443/tcp',
    ]);
    const { body: second } = await put([at(1000), at(443), { ...at(80), container_port: 81 }]);
    expect(second[1]).toEqual(first[2]);
    expect(second[0]).toEqual({ ...first[0], container_port: 81, updated_at: TIME });
    expect(second[0].updated_at > first[0].updated_at).toBe(true);
  });

  it('leaves one whole list when many are written at once', async () => {
    const listOf = (n: number) => [1, 2, 3].map((m) => ({ key: `K${m}`, value: String(n) }));
    const writes = Array.from({ length: 20 }, (_, n) =>
      server.http.put('/services/postgres/env-vars').send({ env_vars: listOf(n) }),
    );
    expect(new Set((await Promise.all(writes)).map(({ status }) => status))).toEqual(new Set([200]));
    const { body } = await server.http.get('/services/postgres');
    expect(new Set(body.env_vars.map(({ value }: { value: string }) => value)).size).toBe(1);
  });
});

describe('the list of templates', () => {
  const names = async (query: string) => {
    const { body } = await server.http.get(`/services?${query}`).expect(200);
    return body.map(({ name }: { name: string }) => name);
  };

  it('shows the summary with the live instances, in one statement', async () => {
    await server.http.post('/services').send({ name: 'ghost', image_name: 'ghost', description: '100%' }).expect(201);
    await server.http.post('/stacks').send({ name: 'shop' }).expect(201);
    for (const instance_id of ['db', 'old'])
      await server.http.post('/stacks/shop/instances').send({ instance_id, template: 'postgres' }).expect(201);
    await server.http.delete('/stacks/shop/instances/old').expect(204);
    const { body } = await server.http.get('/services?category=database').expect(200);
    const { body: detail } = await server.http.get('/services/postgres');
    const { options: _, dependencies: __, ...summary } = detail;
    FACET_NAMES.forEach((name) => Reflect.deleteProperty(summary, name));
    expect(body).toEqual([{ ...summary, instance_count: 1 }]);
    const list = () => server.get(TemplatesService).list({ total: true, search: 'g' });
    expect(await server.statements(list)).toHaveLength(1);
  });

  it('shows whole templates where the facets are included, page by page, in one statement', async () => {
    const { body: all } = await server.http.get('/services').expect(200);
    const details: object[] = [];
    for (const { name } of all) details.push((await server.http.get(`/services/${name}`).expect(200)).body);
    expect((await allPages(server, '/services?include=facets&limit=1')).flat()).toEqual(details);
    const read = () => server.get(TemplatesService).list({ include: 'facets', search: 'g' });
    expect(await server.statements(read)).toHaveLength(1);
    await server.http.get('/services?include=facet').expect(400);
  });

  it('filters, and takes what it searches for literally', async () => {
    expect(await names('enabled=true')).toEqual(['ghost', 'redis']);
    expect(await names('search=RELA')).toEqual(['postgres']);
    expect(await names('search=17.2')).toEqual(['postgres']);
    expect(await names('search=%25')).toEqual(['ghost']);
    expect(await names('search=_')).toEqual([]);
    expect(await names('category=nope')).toEqual([]);
  });

  it.each([
    ['name', ['ghost', 'postgres', 'redis']],
    ['-name', ['redis', 'postgres', 'ghost']],
    ['created_at', ['redis', 'postgres', 'ghost']],
    ['-created_at', ['ghost', 'postgres', 'redis']],
  ])('sorts by %s page by page', async (sort, expected) => {
    const seen: string[] = [];
    for (let path = `/services?sort=${sort}&limit=1&total=true`; path !== '';) {
      const { body, headers } = await server.http.get(path).expect(200);
      expect(headers['x-total-count']).toBe('3');
      seen.push(...body.map(({ name }: { name: string }) => name));
      path = /<\/api\/v1(.*)>; rel="next"/.exec(headers.link ?? '')?.[1] ?? '';
    }
    expect(seen).toEqual(expected);
  });

  it('refuses a cursor of another order and a forged one', async () => {
    const cursor = (position: unknown[]) => Buffer.from(JSON.stringify(position)).toString('base64url');
    for (const forged of [cursor(['name', 'x']), cursor(['created_at id', '2026-02-31T00:00:00.000000Z', 1]), 'x'])
      await server.http.get(`/services?sort=created_at&cursor=${forged}`).expect(400);
    await server.http.get('/services?sort=instance_count').expect(400);
    await server.http.get('/services?serch=x').expect(400);
  });
});

describe('what is wrong is said', () => {
  const port = { host_port: 1, container_port: 2 };
  const sub = (service: string) => ({ dependencies: [{ service }] });

  it.each([
    ['an unknown field', { imagename: 'x' }, '/imagename', 'did you mean image_name?'],
    ['a reserved name', { name: 'system' }, '/name', 'try my-system'],
    ['a wrong image', { image_name: 'a b' }, '/image_name', 'an image name'],
    ['a port below 1', { ports: [{ ...port, host_port: -1 }] }, '/ports/0/host_port', 'an integer from 1 to 65535'],
    [
      'repeated ports',
      { ports: [port, { ...port, host_port: 3 }, port] },
      '/ports/2',
      '(host port 1/tcp on 127.0.0.1)',
    ],
    ['repeated paths', { volumes: [{ target: '/a/' }, { target: '//a' }] }, '/volumes/1', 'repeats /volumes/0'],
    ['a NUL', { description: 'a\0b' }, '/description', 'NUL'],
    ['an identity label', { labels: [{ key: 'DevArch.stack' }] }, '/labels/0/key', 'reserved'],
    ['a list for an object', { healthcheck: [] }, '/healthcheck', 'an object such as'],
    ['null for a list', { ports: null }, '/ports', 'a list'],
    ['an unknown category', { category: 'databse' }, '/category', 'did you mean database?'],
    ['an unknown dependency', sub('rediss'), '/dependencies/0/service', 'did you mean redis?'],
    ['a dependency on itself', sub('ghost'), '/dependencies/0/service', 'another template'],
    [
      'a dependency twice',
      { dependencies: [...sub('redis').dependencies, ...sub('redis').dependencies] },
      '/dependencies/1',
      'repeats',
    ],
  ])('%s', async (_, change, pointer, reason) => {
    const { body } = await server.http.put('/services/ghost').send(change).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ pointer, reason: expect.stringContaining(reason) })]);
  });

  it('names what is missing, taken or empty', async () => {
    expect((await server.http.get('/services/nope').expect(404)).body.detail).toBe('There is no template "nope".');
    await server.http.put('/services/nope/ports').send({ ports: [] }).expect(404);
    const taken = await server.http.post('/services').send({ name: 'redis', image_name: 'x' }).expect(409);
    expect(taken.body.detail).toBe('A template "redis" exists already.');
    await server.http.put('/services/ghost').send({ id: 1 }).expect(400);
    await server.http.post('/services').send({ name: 'x' }).expect(400);
  });

  it('stores nothing of what it refuses', async () => {
    const template = { name: 'half', image_name: 'x', ports: [port], dependencies: [{ service: 'nope' }] };
    await server.http.post('/services').send(template).expect(400);
    await server.http.get('/services/half').expect(404);
  });
});

describe('deleting', () => {
  it('is refused, naming the instances, live or trashed, and the templates that need it', async () => {
    const used = await server.http.delete('/services/postgres').expect(409);
    expect(used.body.detail).toBe('Template "postgres" is used by 2 instances: shop/db, shop/old (in the trash).');
    const needed = await server.http.delete('/services/redis').expect(409);
    expect(needed.body.detail).toBe('Template "redis" is needed by 1 template: postgres.');
    const full = await server.http.delete('/categories/database').expect(409);
    expect(full.body.detail).toBe('Category "database" has 1 template: postgres.');
  });

  it('takes a template that nobody needs', async () => {
    await server.http.delete('/services/ghost').expect(204);
    await server.http.delete('/services/ghost').expect(404);
  });

  it('never leaves an instance without its template, nor a 500, when both happen at once', async () => {
    for (let n = 0; n < 10; n++) {
      await server.http.post('/services').send({ name: 'racer', image_name: 'x' }).expect(201);
      const instance = { instance_id: `racer-${n}`, template: 'racer' };
      const [created, removed] = await Promise.all([
        server.http.post('/stacks/shop/instances').send(instance),
        server.http.delete('/services/racer'),
      ]);
      expect([
        [201, 409],
        [404, 204],
      ]).toContainEqual([created.status, removed.status]);
      if (created.status !== 201) continue;
      await server.http.delete(`/stacks/shop/instances/racer-${n}`).expect(204);
      await server.http.delete(`/stacks/shop/instances/trash/racer-${n}`).expect(204);
      await server.http.delete('/services/racer').expect(204);
    }
  });
});
