import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { parse } from 'yaml';
import { CatalogService } from '../../src/index.js';
import { TARGETS } from '../../src/render/renderers.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { composeErrors } from '../setup/compose-checks.js';
import { newInstance, newStack, putFacet } from '../setup/story.js';

/** A stack of catalogue templates, as a file that runs. */
let server: TestApp;

const COMPOSE = '/stacks/shop/compose';
const INSTANCES = '/stacks/shop/instances';
const SECRETS = ['MYSQL_MYSQL_PASSWORD', 'MYSQL_MYSQL_ROOT_PASSWORD'];

beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
  await newStack(server, 'shop', { network_name: 'shop-network' });
  await newInstance(server, 'shop', 'mysql', { template: 'mysql' });
  await newInstance(server, 'shop', 'blog', { template: 'wordpress' });
  await putFacet(server, `${INSTANCES}/blog`, 'ports', [{ host_port: 18088, container_port: 80 }]);
  await putFacet(server, `${INSTANCES}/blog`, 'env_vars', [{ key: 'WORDPRESS_DEBUG', value: '$yes' }]);
});
afterAll(() => server.close());

const getText = async (path: string) => (await server.http.get(path).expect(200)).text;
const getFile = async (path: string) => parse(await getText(path));
const getLosses = async (path: string) => (await server.http.get(`${path}?report=true`).expect(200)).body.losses;

/** Every row of every table, to see that nothing was written. */
async function contents(): Promise<unknown[]> {
  const tables = await server.dataSource.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  return Promise.all(tables.map(({ name }) => server.dataSource.query(`SELECT * FROM "${name}" ORDER BY 1`)));
}

describe('the file of a stack', () => {
  it('is YAML, with every enabled instance from its effective config', async () => {
    const answer = await server.http.get(COMPOSE).expect(200);
    expect(answer.headers['content-type']).toBe('application/yaml; charset=utf-8');
    expect(answer.headers['x-devarch-losses']).toBe('0');
    const file = parse(answer.text);
    expect(composeErrors(file)).toEqual([]);
    expect([file.name, Object.keys(file.services), file.networks]).toEqual([
      'shop',
      ['mysql', 'blog'],
      { default: { name: 'shop-network' } },
    ]);
    expect(file.services.blog).toMatchObject({
      container_name: 'devarch-shop-blog',
      depends_on: { mysql: { condition: 'service_healthy' } },
      environment: { WORDPRESS_DEBUG: '$$yes', WORDPRESS_DB_PASSWORD: '${MYSQL_MYSQL_PASSWORD}' },
      ports: ['127.0.0.1:18088:80'],
      volumes: ['blog-html:/var/www/html'],
      networks: { default: { aliases: ['blog'] } },
      labels: { 'devarch.stack': 'shop', 'devarch.instance': 'blog' },
      'x-devarch': { domains: [{ domain: 'wordpress.localhost', proxy_port: 80 }] },
    });
    expect(file.volumes).toEqual({ 'blog-html': {}, 'mysql-data': {}, 'mysql-init-scripts': {} });
    expect(Object.keys(file.configs)).toEqual([
      'mysql-etc-mysql-conf.d-devarch.cnf',
      'blog-usr-local-etc-php-conf.d-zz-uploads.ini',
    ]);
  });

  it('is the same as JSON, and byte for byte the same again', async () => {
    const text = await getText(COMPOSE);
    const { body, headers } = await server.http.get(COMPOSE).set('accept', 'application/json').expect(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toEqual(parse(text));
    expect(await getText(COMPOSE)).toBe(text);
    const both = await server.http.get(COMPOSE).set('accept', 'application/yaml, application/json');
    expect(both.text).toBe(text);
  });

  it('takes one statement and writes nothing', async () => {
    const before = await contents();
    for (const path of [COMPOSE, `${COMPOSE}/env`, `${INSTANCES}/blog/compose`, `${INSTANCES}/blog/compose/env`])
      expect(await server.statements(() => getText(path))).toHaveLength(1);
    expect(await contents()).toEqual(before);
  });

  it('has every template of the catalogue, two instances of each, without a clash of names', async () => {
    await newStack(server, 'all-of-it');
    const { body } = await server.http.get('/services?limit=500').expect(200);
    for (const { name } of body)
      for (const instance_id of [name, `${name}-2`])
        await newInstance(server, 'all-of-it', instance_id, { template: name });
    const file = await getFile('/stacks/all-of-it/compose');
    expect(Object.keys(file.services)).toHaveLength(body.length * 2);
    expect(composeErrors(file)).toEqual([]);
  });
});

describe('what the file cannot take along', () => {
  it('is named: in remarks above it, in the report, and counted in a header', async () => {
    await newInstance(server, 'shop', 'sso', { template: 'keycloak' });
    const message = 'needs postgres, of which the stack has no enabled instance';
    const loss = { instance_id: 'sso', where: '/dependencies/0', code: 'link-unresolved', message };
    const { body, headers } = await server.http.get(`${COMPOSE}?report=true`).expect(200);
    const open = Array(4).fill(expect.objectContaining({ instance_id: 'sso', code: 'reference-unresolved' }));
    expect(body).toEqual({ target: 'compose', documents: [await getFile(COMPOSE)], losses: [loss, ...open] });
    expect(headers['x-devarch-losses']).toBe('5');
    expect(await getText(COMPOSE)).toMatch(
      new RegExp(`^# sso /dependencies/0: ${message}\n(# sso /env_vars.*\n){4}name: shop\n`),
    );
    await server.http.delete(`${INSTANCES}/sso`).expect(204);
  });

  it('a dependency on a disabled instance is missing, and the instance is not in the file', async () => {
    await server.http.put(`${INSTANCES}/mysql`).send({ enabled: false }).expect(200);
    const file = await getFile(COMPOSE);
    expect([Object.keys(file.services), file.services.blog.depends_on]).toEqual([['blog'], undefined]);
    const codes = (await getLosses(COMPOSE)).map(({ code }: { code: string }) => code);
    expect(codes).toEqual(['link-unresolved', ...Array(4).fill('reference-unresolved')]);
    await server.http.put(`${INSTANCES}/mysql`).send({ enabled: true }).expect(200);
  });

  it('several instances of a template are open, unless one has its name', async () => {
    await newStack(server, 'two');
    for (const instance_id of ['one', 'other']) await newInstance(server, 'two', instance_id, { template: 'mysql' });
    await newInstance(server, 'two', 'blog', { template: 'wordpress' });
    expect((await getLosses('/stacks/two/compose'))[0]).toMatchObject({ code: 'link-ambiguous' });
    await server.http.post('/stacks/two/instances/other/rename').send({ instance_id: 'mysql' }).expect(200);
    expect(Object.keys((await getFile('/stacks/two/compose')).services.blog.depends_on)).toEqual(['mysql']);
  });
});

describe('one instance alone', () => {
  it('is called as in the file of its stack, without what is not there', async () => {
    const [all, alone] = [await getFile(COMPOSE), await getFile(`${INSTANCES}/blog/compose`)];
    const { depends_on: _, ...service } = all.services.blog;
    expect(alone.services).toEqual({ blog: service });
    expect(alone.volumes).toEqual({ 'blog-html': {} });
    expect(await getLosses(`${INSTANCES}/blog/compose`)).toMatchObject([{ code: 'dependency-outside' }]);
  });

  it('is rendered also while it is disabled', async () => {
    await server.http.put(`${INSTANCES}/blog`).send({ enabled: false }).expect(200);
    expect(Object.keys((await getFile(`${INSTANCES}/blog/compose`)).services)).toEqual(['blog']);
    await server.http.put(`${INSTANCES}/blog`).send({ enabled: true }).expect(200);
  });
});

describe('the variables that stand for secrets', () => {
  it('are listed as an .env file, and as JSON', async () => {
    const { text, headers } = await server.http.get(`${COMPOSE}/env`).expect(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toBe(SECRETS.map((name) => `${name}=\n`).join(''));
    const { body } = await server.http.get(`${COMPOSE}/env`).set('accept', 'application/json').expect(200);
    expect(body[0]).toEqual({ name: SECRETS[0], instance_id: 'mysql', key: 'MYSQL_PASSWORD' });
    expect(body.map(({ name }: { name: string }) => name)).toEqual(SECRETS);
    expect(await getText(`${INSTANCES}/blog/compose/env`)).toBe(`${SECRETS[0]}=\n`);
  });

  it('have their real values where they are asked for by name; the log says so, without any', async () => {
    const log = jest.spyOn(Logger.prototype, 'log');
    const [{ text, headers }, file] = [
      await server.http.post(`${COMPOSE}/env/reveal`).expect(200),
      await server.http.post(`${COMPOSE}/reveal`).expect(200),
    ];
    expect(text).toMatch(new RegExp(`^${SECRETS.map((name) => `${name}=(\\w{20,})\n`).join('')}$`));
    const [, password] = /=(\w+)/.exec(text) ?? [];
    expect([headers['cache-control'], file.headers['cache-control']]).toEqual(['no-store', 'no-store']);
    expect(parse(file.text).services.blog.environment.WORDPRESS_DB_PASSWORD).toBe(password);
    expect(file.text).not.toContain('${');
    expect(log.mock.calls).toEqual([0, 1].map(() => ['The secrets of stack "shop" are revealed.']));
    log.mockRestore();
  });

  it('are not in anything else', async () => {
    const values = [{ key: 'WORDPRESS_DB_PASSWORD', value: 'only-once-seen', is_secret: true }];
    await server.http.patch(`${INSTANCES}/blog/env-vars`).send({ set: values }).expect(200);
    for (const target of TARGETS)
      for (const more of ['', '&report=true'])
        expect(await getText(`${COMPOSE}?target=${target}${more}`)).not.toContain('only-once-seen');
    expect(await getText(`${COMPOSE}/env`)).not.toContain('only-once-seen');
    expect((await server.http.post(`${INSTANCES}/blog/compose/env/reveal`).expect(200)).text).toBe(
      'BLOG_WORDPRESS_DB_PASSWORD=only-once-seen\n',
    );
    await server.http
      .patch(`${INSTANCES}/blog/env-vars`)
      .send({ reset: ['WORDPRESS_DB_PASSWORD'] })
      .expect(200);
  });

  it('are all that the file refers to', async () => {
    const used = (await getText(COMPOSE)).match(/(?<!\$)\$\{\w+\}/g);
    expect([...new Set(used)].toSorted()).toEqual(SECRETS.map((name) => `\${${name}}`));
  });
});
