import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpConfiguration } from '../setup/dump.js';
import { databaseFile as db, importStory, NO_CHANGES, places, results } from '../setup/import-story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const { importFile, update, get, patch } = importStory(() => server);

describe('what an earlier file brought', () => {
  it('goes with the file: items, settings, variables and instances that nobody touched', async () => {
    const more = 'services:\n  db: { image: "postgres:17.2", command: [postgres, -c, x=1], labels: { a: "1" } }\n';
    await importFile('gone', `${more}  web: { image: "acme/web:\${TAG:-1}" }\n  kept: { image: acme/kept }\n`);
    await patch('gone/instances/kept/labels', { set: [{ key: 'mine', value: '1' }] });
    await patch('gone/variables', { set: [{ key: 'OWN', value: '1' }] });
    const body = await update('gone', 'services:\n  db: { image: "postgres:17.2" }\n');
    expect(places(body.dropped)).toEqual(
      expect.arrayContaining(['null variables TAG', 'web instances web', 'db labels a']),
    );
    expect(places(body.conflicts)).toEqual(['kept instances kept']);
    expect(places(body.kept)).toEqual(['null variables OWN']);
    expect(results(body)).toEqual(['db updated', 'web deleted']);
  });

  it('stays while something refers to it', async () => {
    await importFile('ref', 'services: { web: { image: "acme/web:1", environment: { A: "${X:-1}" } } }');
    await patch('ref/instances/web/env-vars', { set: [{ key: 'B', value: 'see ${{ vars.X }}' }] });
    const bare = 'services: { web: { image: "acme/web:1" } }';
    expect(places((await update('ref', bare)).kept)).toEqual(['null variables X', 'web env_vars B']);
    await patch('ref/instances/web/env-vars', { reset: ['B'] });
    expect(places((await update('ref', bare)).dropped)).toEqual(['null variables X']);
  });

  it('a new default of a variable is taken, unless somebody gave it a value', async () => {
    const file = (one: string, two: string) =>
      `services: { web: { image: "acme/web:\${TAG:-${one}}", environment: { L: "\${LEVEL:-${two}}" } } }`;
    await importFile('defaults', file('1', 'warn'));
    await patch('defaults/variables', { set: [{ key: 'LEVEL', value: 'debug' }] });
    const body = await update('defaults', file('2', 'info'));
    expect([places(body.changed), places(body.conflicts)]).toEqual([['null variables TAG'], ['null variables LEVEL']]);
    expect(await get('defaults/variables')).toMatchObject([{ value: 'debug' }, { value: '2' }]);
  });
});

describe('instances that are not where they were', () => {
  const file = (port: number) =>
    `services:\n  db:\n    image: postgres:17.2\n    ports: ["127.0.0.1:${port}:5432"]\n  web: { image: acme/web, depends_on: [db] }\n`;

  it('one that was renamed is the same, and no second one is made', async () => {
    await importFile('moved', file(25432));
    await server.http.put('/stacks/moved/instances/db/rename').send({ instance_id: 'main' }).expect(200);
    expect(results(await update('moved', file(25432)))).toEqual(['main unchanged', 'web unchanged']);
    const body = await update('moved', file(35432));
    expect([results(body), places(body.changed)]).toEqual([['main updated', 'web unchanged'], ['main ports 5432/tcp']]);
    expect(body.instances.flatMap((instance) => Reflect.get(instance, 'losses'))).not.toContainEqual(
      expect.objectContaining({ code: 'dependency-dropped' }),
    );
  });

  it('one that was deleted stays away, and comes back where the file changed it and wins, or replaces all', async () => {
    await importFile('away', file(25432));
    await server.http.delete('/stacks/away/instances/db').expect(204);
    for (let round = 0; round < 2; round++) {
      const same = await update('away', file(25432));
      expect([results(same), places(same.kept)]).toEqual([['web unchanged'], ['db instances db']]);
    }
    const changed = await update('away', file(35432));
    expect([results(changed), places(changed.conflicts)]).toEqual([['web unchanged'], ['db instances db']]);
    expect(results(await update('away', file(35432), { conflicts: 'file' }))).toEqual(['db created', 'web unchanged']);
    await server.http.delete('/stacks/away/instances/db').expect(204);
    expect(results(await importFile('away', file(35432), { mode: 'replace' }))).toContain('db created');
  });
});

it('where no import is known, what the file says is taken, what it does not say stays, and so does a secret', async () => {
  await server.http.post('/stacks').send({ name: 'hand' }).expect(201);
  await server.http.post('/stacks/hand/instances').send({ instance_id: 'db', template: 'postgres' }).expect(201);
  const secret = { key: 'POSTGRES_PASSWORD', value: 'two', is_secret: true };
  await patch('hand/instances/db/env-vars', { set: [secret, { key: 'A', value: '1' }, { key: 'B', value: '1' }] });
  const file = db(25432, 'environment: { A: "2", POSTGRES_PASSWORD: three }');
  const body = await update('hand', file);
  expect(places(body.dropped)).toEqual([]);
  expect(places(body.changed)).toEqual(expect.arrayContaining(['db env_vars A', 'db ports 5432/tcp']));
  expect(places(body.kept)).toContain('db env_vars B');
  expect(places(body.conflicts)).toEqual(['db env_vars POSTGRES_PASSWORD']);
});

it('a copy of a stack knows what its original was imported from', async () => {
  await importFile('first', db(25432, 'labels: { a: "1" }'));
  await server.http.post('/stacks/first/clone').send({ name: 'second' }).expect(201);
  await patch('second/instances/db/labels', { set: [{ key: 'b', value: '1' }] });
  const body = await update('second', db(25432));
  expect([places(body.dropped), places(body.kept)]).toEqual([['db labels a'], ['db labels b']]);
  const before = await dumpConfiguration(server);
  expect(await update('second', db(25432))).toMatchObject({ ...NO_CHANGES, kept: [{ key: 'b' }] });
  expect(await dumpConfiguration(server)).toEqual(before);
});
