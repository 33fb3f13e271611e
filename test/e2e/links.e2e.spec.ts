import { LinksService } from '../../src/links/links.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';

let server: TestApp;
let stacks = 0;
/** A stack of its own for each test. */
let stack: string;

const path = (instance: string, place = stack) => `/stacks/${place}/instances/${instance}`;
const linksOf = async (instance: string, place = stack) =>
  (await server.http.get(`${path(instance, place)}/links`).expect(200)).body;
/** Each link of an instance in a few words. */
const leads = async (instance: string, place = stack) =>
  (await linksOf(instance, place)).map(
    (link: { link: string; by: string; resolved_to: string | null; bound_to: string | null }) =>
      `${link.link} → ${link.resolved_to} (${link.by}${link.bound_to === null ? '' : `, bound to ${link.bound_to}`})`,
  );
const bind = (instance: string, link: string, instance_id: string) =>
  server.http.put(`${path(instance)}/links/${link}`).send({ instance_id });
const add = (instance_id: string, template: string) =>
  server.http.post(`/stacks/${stack}/instances`).send({ instance_id, template }).expect(201);
const template = (name: string, more: object = {}) =>
  server.http.post('/services').send({ name, image_name: name, ...more });
const findings = async (place = stack) =>
  (await server.http.get(`/stacks/${place}/findings`).expect(200)).body.findings.filter(({ kind }: { kind: string }) =>
    kind.startsWith('link-'),
  );
/** What `web` waits for in the rendered file. */
const waits = async (place = stack, instance = 'web') => {
  const { body } = await server.http.get(`/stacks/${place}/compose`).set('Accept', 'application/json').expect(200);
  return Object.keys(body.services[instance].depends_on ?? {});
};

beforeAll(async () => {
  server = await startTestApp();
  await template('postgres').expect(201);
  await template('mysql').expect(201);
  await template('mariadb', { provides: ['mysql'] }).expect(201);
  const dependencies = [
    { link: 'database', service: 'mysql' },
    { link: 'mail', service: 'postgres', required: false },
  ];
  await template('app', { dependencies }).expect(201);
});
afterAll(() => server.close());
beforeEach(async () => {
  stack = `s${++stacks}`;
  await server.http.post('/stacks').send({ name: stack }).expect(201);
  await add('web', 'app');
});

describe('where a link leads', () => {
  it('is told with what is needed, why, and who else would do; in one statement', async () => {
    await add('one', 'mariadb');
    await add('two', 'mysql');
    await bind('web', 'database', 'one').expect(200);
    expect(await linksOf('web')).toEqual([
      {
        ...{ link: 'database', service: 'mysql', condition: 'service_started', required: true, bound_to: 'one' },
        ...{ resolved_to: 'one', by: 'bound', candidates: ['one', 'two'], candidate_count: 2 },
      },
      {
        ...{ link: 'mail', service: 'postgres', condition: 'service_started', required: false, bound_to: null },
        ...{ resolved_to: null, by: 'none', candidates: [], candidate_count: 0 },
      },
    ]);
    const list = () => server.get(LinksService).list({ stack, instance: 'web' });
    expect(await server.statements(list)).toHaveLength(1);
  });

  it('is nowhere, the only one, the one of its name, or the bound one; the render follows', async () => {
    expect(await leads('web')).toEqual(['database → null (none)', 'mail → null (none)']);
    await add('one', 'mariadb');
    expect(await leads('web')).toContain('database → one (only_candidate)');
    expect(await waits()).toEqual(['one']);
    await add('two', 'mysql');
    expect(await leads('web')).toContain('database → null (none)');
    expect(await waits()).toEqual([]);
    await add('database', 'mysql');
    expect(await leads('web')).toContain('database → database (name)');
    await bind('web', 'database', 'two').expect(200);
    expect(await leads('web')).toContain('database → two (bound, bound to two)');
    expect(await waits()).toEqual(['two']);
    const { body } = await server.http.get(`${path('web')}/effective-config`).expect(200);
    expect(body.dependencies[0]).toMatchObject({ link: 'database', resolved_to: 'two', by: 'bound' });
  });

  it('is found out about where it is required, or open between several', async () => {
    const kinds = async () =>
      (await findings()).map((it: { kind: string; severity: string; subject: string }) =>
        [it.kind, it.severity, it.subject].join(' '),
      );
    expect(await kinds()).toEqual(['link-unresolved warning database']);
    await add('one', 'mariadb');
    expect(await kinds()).toEqual([]);
    await add('two', 'mysql');
    await add('p1', 'postgres');
    await add('p2', 'postgres');
    expect(await kinds()).toEqual(['link-ambiguous warning database', 'link-ambiguous info mail']);
    const [ambiguous] = await findings();
    expect(ambiguous.message).toBe('web needs an instance of mysql as database, and the stack has 2: one and two.');
    expect(ambiguous.suggestion.text).toContain(`PUT /stacks/${stack}/instances/web/links/database`);
    const { body: all } = await server.http.get(`/findings?stack=${stack}&kind=link-ambiguous`).expect(200);
    expect(all.findings).toHaveLength(2);
  });
});

describe('binding', () => {
  beforeEach(async () => {
    await add('one', 'mariadb');
    await add('two', 'mysql');
    await add('pg', 'postgres');
  });

  it('replaces all bindings, or one, and takes them back', async () => {
    const { body } = await server.http
      .put(`${path('web')}/links`)
      .send({
        links: [
          { link: 'database', instance_id: 'two' },
          { link: 'mail', instance_id: 'pg' },
        ],
      })
      .expect(200);
    expect(body).toEqual(await linksOf('web'));
    expect(await leads('web')).toEqual(['database → two (bound, bound to two)', 'mail → pg (bound, bound to pg)']);
    expect((await bind('web', 'database', 'one').expect(200)).body).toMatchObject({
      link: 'database',
      resolved_to: 'one',
    });
    await server.http.delete(`${path('web')}/links/mail`).expect(204);
    await server.http.delete(`${path('web')}/links/mail`).expect(204);
    expect(await leads('web')).toEqual(['database → one (bound, bound to one)', 'mail → pg (only_candidate)']);
    await server.http
      .put(`${path('web')}/links`)
      .send({ links: [{ link: 'mail', instance_id: 'pg' }] })
      .expect(200);
    expect(await leads('web')).toEqual(['database → null (none)', 'mail → pg (bound, bound to pg)']);
    await server.http.delete(`${path('web')}/links`).expect(204);
    expect(await leads('web')).toEqual(['database → null (none)', 'mail → pg (only_candidate)']);
  });

  it('is a change of the instance', async () => {
    const updated = async () => (await server.http.get(path('web'))).body.updated_at;
    const before = await updated();
    await bind('web', 'database', 'one').expect(200);
    expect((await updated()) > before).toBe(true);
  });

  it.each([
    [
      'a target that is not there',
      { instance_id: 'three' },
      '/instance_id',
      'is no live instance of this stack; mysql is provided by one, two',
    ],
    [
      'a target that does not provide it',
      { instance_id: 'pg' },
      '/instance_id',
      'does not provide mysql; mysql is provided by one, two',
    ],
    ['the instance itself', { instance_id: 'web' }, '/instance_id', 'is the instance itself'],
    ['no target', {}, '/instance_id', 'is required'],
  ])('refuses %s', async (_, body, pointer, reason) => {
    const { body: problem } = await server.http
      .put(`${path('web')}/links/database`)
      .send(body)
      .expect(400);
    expect(problem.errors).toEqual([expect.objectContaining({ pointer })]);
    expect(problem.errors[0].reason).toContain(reason);
    expect(await leads('web')).toContain('database → null (none)');
  });

  it.each([
    [[{ link: 'databse', instance_id: 'one' }], '/links/0/link', 'did you mean database?'],
    [
      [{ link: 'mail', instance_id: 'one' }],
      '/links/0/instance_id',
      'does not provide postgres; postgres is provided by pg',
    ],
    [
      [
        { link: 'mail', instance_id: 'pg' },
        { link: 'mail', instance_id: 'pg' },
      ],
      '/links/1/link',
      'is bound twice',
    ],
  ])('refuses %j as a whole, by its place', async (links, pointer, reason) => {
    const { body: problem } = await server.http
      .put(`${path('web')}/links`)
      .send({ links })
      .expect(400);
    expect(problem.errors).toEqual([expect.objectContaining({ pointer, reason: expect.stringContaining(reason) })]);
    expect(await leads('web')).toContain('mail → pg (only_candidate)');
  });

  it('does not find a link that the template has not, and names the nearest', async () => {
    const { body } = await bind('web', 'databse', 'one').expect(404);
    expect(body.detail).toBe('The template of instance "web" has no link "databse"; did you mean "database"?');
    await server.http.delete(`${path('web')}/links/nothing`).expect(404);
    await server.http.get(`${path('nobody')}/links`).expect(404);
  });

  it('does not find instances of other stacks', async () => {
    await server.http
      .post('/stacks')
      .send({ name: `${stack}-other` })
      .expect(201);
    await server.http
      .post(`/stacks/${stack}-other/instances`)
      .send({ instance_id: 'far', template: 'mysql' })
      .expect(201);
    await bind('web', 'database', 'far').expect(400);
  });
});

describe('a bound instance', () => {
  beforeEach(async () => {
    await add('one', 'mariadb');
    await add('two', 'mysql');
    await bind('web', 'database', 'one').expect(200);
  });

  it('is meant under whatever name it gets', async () => {
    await server.http
      .put(`${path('one')}/rename`)
      .send({ instance_id: 'uno' })
      .expect(200);
    expect(await leads('web')).toContain('database → uno (bound, bound to uno)');
  });

  it('that goes to the trash is passed over, with a finding, and meant again when it comes back', async () => {
    await server.http.delete(path('one')).expect(204);
    expect(await leads('web')).toContain('database → two (only_candidate, bound to one)');
    await add('one', 'mysql');
    expect(await leads('web')).toContain('database → null (none, bound to one)');
    await server.http.delete(path('two')).expect(204);
    const [found] = await findings();
    expect(found).toMatchObject({ kind: 'link-rerouted', severity: 'warning', subject: 'database' });
    expect(found.message).toBe(
      'web has its link database bound to one, which is in the trash; meanwhile it leads to one.',
    );
    const restore = `/stacks/${stack}/instances/trash/one/restore`;
    await server.http.post(restore).send({ instance_id: 'uno' }).expect(200);
    expect(await leads('web')).toContain('database → uno (bound, bound to uno)');
    expect(await findings()).toEqual([]);
  });

  it('that is disabled is passed over, and enabled by the suggestion', async () => {
    await server.http.put(path('one')).send({ enabled: false }).expect(200);
    expect(await leads('web')).toContain('database → two (only_candidate, bound to one)');
    const [{ kind, suggestion }] = await findings();
    expect(kind).toBe('link-rerouted');
    await server.http.put(suggestion.request.path).send(suggestion.request.body).expect(200);
    expect(await leads('web')).toContain('database → one (bound, bound to one)');
  });

  it('that is purged takes the binding along', async () => {
    await server.http.delete(path('one')).expect(204);
    await server.http.delete(`/stacks/${stack}/instances/trash/one`).expect(204);
    expect(await leads('web')).toContain('database → two (only_candidate)');
    expect(await findings()).toEqual([]);
  });

  it('stays bound while the one that has the link is in the trash', async () => {
    await server.http.delete(path('web')).expect(204);
    await server.http.post(`/stacks/${stack}/instances/trash/web/restore`).expect(200);
    expect(await leads('web')).toContain('database → one (bound, bound to one)');
  });
});

describe('a copy', () => {
  beforeEach(async () => {
    await add('one', 'mariadb');
    await add('two', 'mysql');
    await bind('web', 'database', 'two').expect(200);
  });

  it('of the stack has bindings to the copies', async () => {
    const clone = `${stack}-clone`;
    await server.http.post(`/stacks/${stack}/clone`).send({ name: clone }).expect(201);
    expect(await leads('web', clone)).toContain('database → two (bound, bound to two)');
    await server.http.post(`/stacks/${clone}/instances/two/rename`).send({ instance_id: 'dos' }).expect(200);
    expect(await leads('web', clone)).toContain('database → dos (bound, bound to dos)');
    expect(await leads('web')).toContain('database → two (bound, bound to two)');
    await server.http.delete(`/stacks/${clone}`).expect(204);
    await server.http.delete(`/stacks/trash/${clone}`).expect(204);
    expect(await leads('web')).toContain('database → two (bound, bound to two)');
  });

  it('of the stack leaves out what is bound to the trash', async () => {
    await server.http.delete(path('two')).expect(204);
    const clone = `${stack}-clone`;
    await server.http.post(`/stacks/${stack}/clone`).send({ name: clone }).expect(201);
    expect(await leads('web', clone)).toContain('database → one (only_candidate)');
  });

  it('of the instance has the same bindings', async () => {
    await server.http
      .post(`${path('web')}/duplicate`)
      .send({ instance_id: 'web2' })
      .expect(201);
    expect(await leads('web2')).toContain('database → two (bound, bound to two)');
    await server.http
      .post(`${path('two')}/duplicate`)
      .send({ instance_id: 'three' })
      .expect(201);
    expect(await leads('web')).toContain('database → two (bound, bound to two)');
  });
});

describe('a template that drops a link', () => {
  it('says on a dry run which bindings go, and takes them along', async () => {
    const name = `own-${stack}`;
    const [one, other] = [
      { link: 'a', service: 'mysql' },
      { link: 'b', service: 'mysql' },
    ];
    await template(name, { dependencies: [one, other] }).expect(201);
    await add('own', name);
    await add('sql', 'mysql');
    await add('sql2', 'mysql');
    for (const link of ['a', 'b']) await bind('own', link, 'sql').expect(200);
    const change = { dependencies: [other] };
    const dry = await server.http.put(`/services/${name}?dry_run=true`).send(change).expect(200);
    expect(dry.body).toMatchObject({ changes: { links: { removed: ['a'] } }, unbound_count: 1 });
    expect(dry.body.instances).toMatchObject([{ instance_id: 'own', unbound: ['a'] }]);
    await server.http.put(`/services/${name}`).send(change).expect(200);
    expect(await leads('own')).toEqual(['b → sql (bound, bound to sql)']);
    await server.http
      .put(`/services/${name}/dependencies`)
      .send({ dependencies: [one, other] })
      .expect(200);
    expect(await leads('own')).toEqual(['a → null (none)', 'b → sql (bound, bound to sql)']);
  });
});

describe('a file of the stack', () => {
  const exported = async (place = stack) => (await server.http.get(`/stacks/${place}/export`).expect(200)).text;
  const importAs = (name: string, content: string, mode = 'create') =>
    server.http.post('/stacks/import').send({ format: 'devarch', name, mode, content });

  beforeEach(async () => {
    await add('one', 'mariadb');
    await add('two', 'mysql');
    await bind('web', 'database', 'two').expect(200);
  });

  it('names bindings by instance, and gives them back', async () => {
    const content = await exported();
    expect(content).toContain('links:\n      database: two\n');
    const copy = `${stack}-copy`;
    const { body } = await importAs(copy, content).expect(200);
    expect(body.instances.map(({ losses }: { losses: unknown[] }) => losses)).toEqual([[], [], []]);
    expect(await leads('web', copy)).toContain('database → two (bound, bound to two)');
    expect(await exported(copy)).toBe(content.replaceAll(stack, copy));
  });

  it('brings a stack up to it: what it does not bind is bound no more, and nothing changes twice', async () => {
    const content = await exported();
    await bind('web', 'database', 'one').expect(200);
    await bind('web', 'mail', 'two').expect(400);
    const results = (body: { instances: { instance_id: string; result: string }[] }) =>
      body.instances.map(({ instance_id, result }) => `${instance_id} ${result}`);
    const first = await importAs(stack, content, 'update').expect(200);
    expect(results(first.body)).toContain('web updated');
    expect(await leads('web')).toContain('database → two (bound, bound to two)');
    const again = await importAs(stack, content, 'update').expect(200);
    expect(results(again.body)).toEqual(['one unchanged', 'two unchanged', 'web unchanged']);
    const without = content.replace(/ {4}links:\n {6}database: two\n/, '');
    expect(without).not.toBe(content);
    await importAs(stack, without, 'update').expect(200);
    expect(await leads('web')).toContain('database → null (none)');
  });

  it('leaves out, and names, a link or a target that is not there or will not do', async () => {
    const content = await exported();
    const losses = async (name: string, links: string) => {
      const { body } = await importAs(name, content.replace('database: two', links)).expect(200);
      const web = body.instances.find(({ instance_id }: { instance_id: string }) => instance_id === 'web');
      return web.losses.map(({ code, where }: { code: string; where: string }) => `${code} ${where}`);
    };
    expect(await losses(`${stack}-a`, 'nothing: two')).toEqual(['link-dropped /instances/2/links/nothing']);
    expect(await losses(`${stack}-b`, 'database: three')).toEqual(['link-dropped /instances/2/links/database']);
    expect(await losses(`${stack}-c`, 'mail: two')).toEqual(['link-dropped /instances/2/links/mail']);
    const { body } = await importAs(`${stack}-d`, content.replace('database: two', 'database: [two]')).expect(400);
    expect(body.errors[0].pointer).toContain('/instances/2/links');
  });
});
