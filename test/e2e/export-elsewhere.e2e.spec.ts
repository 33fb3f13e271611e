import type { TestApp } from '../setup/app.js';
import { startShops } from '../setup/shop-apps.js';
import { dumpConfiguration } from '../setup/dump.js';
import { SHOP } from '../setup/shop-export.js';

let server: TestApp;
let elsewhere: TestApp;
beforeAll(async () => {
  [server, elsewhere] = await startShops();
});
afterAll(() => Promise.all([server.close(), elsewhere.close()]));

const PATH = '/stacks/import';
const exportOf = async (stack: string, from = server) =>
  (await from.http.get(`/stacks/${stack}/export`).expect(200)).text;
const importFile = (content: string, more: object = {}, into = server) =>
  into.http.post(PATH).send({ format: 'devarch', content, ...more });

describe('imported elsewhere', () => {
  it('under another name it exports the same, but for the name', async () => {
    const { body } = await importFile(SHOP, { name: 'shop-two' }).expect(200);
    expect(body).toMatchObject({
      stack: { name: 'shop-two', network_name: 'devarch-shop-two-net', result: 'created' },
      instances: [
        { losses: [{ code: 'secret-without-value', where: '/instances/0/overrides/env_vars/1' }] },
        { losses: [] },
      ],
    });
    expect(await exportOf('shop-two')).toBe(SHOP.replace('name: shop', 'name: shop-two'));
    const { body: effective } = await server.http.get('/stacks/shop-two/instances/db/effective-config');
    expect(effective.container_name).toBe('devarch-shop-two-db');
    expect(effective.env_vars).toMatchObject([{ key: 'POSTGRES_DB', value: null, is_secret: true }]);
  });

  it('in another database it exports the same', async () => {
    await importFile(SHOP, {}, elsewhere).expect(200);
    expect(await exportOf('shop', elsewhere)).toBe(SHOP);
  });

  it('as JSON it is the same', async () => {
    const { body } = await server.http.get('/stacks/shop/export').set('accept', 'application/json');
    await importFile(JSON.stringify(body), { name: 'as-json' }, elsewhere).expect(200);
    expect(await exportOf('as-json', elsewhere)).toBe(SHOP.replace('name: shop', 'name: as-json'));
  });

  it('a network of its own goes with it, and is taken where the stack is', async () => {
    await server.http.put('/stacks/shop-two').send({ network_name: 'mine' }).expect(200);
    const file = await exportOf('shop-two');
    expect(file).toContain('\n  network_name: mine\n');
    expect((await importFile(file, { name: 'third' }).expect(409)).body.detail).toBe(
      '"mine" is taken by stack "shop-two".',
    );
    await importFile(file, {}, elsewhere).expect(200);
    expect(await exportOf('shop-two', elsewhere)).toBe(file);
  });

  it('templates that are missing are all named, and nothing is imported', async () => {
    const before = await dumpConfiguration(server);
    const file =
      'devarch: 1\nstack: {name: lacks}\ninstances: [{name: a, template: one}, {name: b, template: postgres}, {name: c, template: two}]';
    const { body } = await importFile(file).expect(422);
    expect(body.detail).toBe('These templates are not here: "one", "two". Nothing was imported.');
    expect(body.errors).toEqual([
      { pointer: '/content#/instances/0/template', reason: 'names no template', given: '"one"' },
      { pointer: '/content#/instances/2/template', reason: 'names no template', given: '"two"' },
    ]);
    expect(await dumpConfiguration(server)).toEqual(before);
  });

  it('a secret that is told is sealed', async () => {
    const file =
      'devarch: 1\nstack: {name: told}\ninstances: [{name: a, template: postgres, overrides: {env_vars: [{key: P, value: hunter2, is_secret: true}]}}]';
    expect((await importFile(file).expect(200)).text).not.toContain('hunter2');
    expect(await exportOf('told')).toContain('        - key: P\n          is_secret: true\n');
    const before = await dumpConfiguration(server);
    await importFile(file, { mode: 'update' }).expect(200);
    await importFile(await exportOf('told'), { mode: 'update' }).expect(200);
    expect(await dumpConfiguration(server)).toEqual(before);
  });

  it('a removal of what the template does not have is left out and named', async () => {
    const file =
      'devarch: 1\nstack: {name: orphan}\ninstances: [{name: a, template: postgres, overrides: {ports: [{container_port: 1, removed: true}]}}]';
    const { body } = await importFile(file).expect(200);
    expect(body.instances).toMatchObject([
      { override_count: 0, losses: [{ code: 'removal-without-item', where: '/instances/0/overrides/ports/0' }] },
    ]);
  });
});
