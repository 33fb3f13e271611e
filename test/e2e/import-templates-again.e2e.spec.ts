import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpConfiguration } from '../setup/dump.js';
import { NO_CHANGES, places } from '../setup/import-story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const importFile = async (compose: string, more: object = {}) =>
  (
    await server.http
      .post('/services/import')
      .send({ compose, ...more })
      .expect(200)
  ).body.services[0];
const get = async (path: string) => (await server.http.get(`/services/${path}`).expect(200)).body;
const file = (name: string, port: number, more = '') =>
  `services:\n  ${name}:\n    image: acme/${name}:1\n    ports: ["127.0.0.1:${port}:80"]\n${more}`;
const envVars = async (name: string, set: object[]) => {
  const { env_vars } = await get(name);
  const { body } = await server.http.put(`/services/${name}/env-vars`).send({ env_vars: [...env_vars, ...set] });
  expect(body).toHaveLength(env_vars.length + set.length);
};

it('a template keeps what somebody made of it, its secrets too, and gets what the file changed', async () => {
  await importFile(file('web', 8080, '    environment: { A: "1", B: "1" }\n'));
  await envVars('web', [{ key: 'TOKEN', value: 'correct horse', is_secret: true }]);
  await server.http.put('/services/web').send({ restart_policy: 'always' }).expect(200);
  const next = file('web', 9090, '    environment: { A: "1" }\n');
  const dry = await importFile(next, { dry_run: true });
  const real = await importFile(next);
  expect(real).toEqual(dry);
  expect([real.result, places(real.changed), places(real.dropped)]).toEqual([
    'updated',
    ['null ports 80/tcp'],
    ['null env_vars B'],
  ]);
  expect(places(real.kept)).toEqual(['null env_vars TOKEN', 'null settings restart_policy']);
  const { env_vars, restart_policy, ports } = await get('web');
  expect([env_vars.map(({ key }: { key: string }) => key), restart_policy]).toEqual([['A', 'TOKEN'], 'always']);
  expect(ports).toMatchObject([{ host_port: 9090 }]);
  const before = await dumpConfiguration(server);
  expect(await importFile(next)).toMatchObject({ result: 'unchanged', changed: [], dropped: [], conflicts: [] });
  expect(await dumpConfiguration(server)).toEqual(before);
});

it('what both changed is a conflict; the file wins where that is asked for, and replace leaves a secret alone', async () => {
  await importFile(file('api', 8080, '    environment: { A: "1" }\n'));
  await server.http
    .put('/services/api/env-vars')
    .send({ env_vars: [{ key: 'A', value: 'mine' }] })
    .expect(200);
  await envVars('api', [{ key: 'TOKEN', value: 'correct horse', is_secret: true }]);
  const next = file('api', 8080, '    environment: { A: "2" }\n');
  const kept = await importFile(next);
  expect([kept.result, kept.conflicts]).toEqual([
    'unchanged',
    [
      expect.objectContaining({
        ...{ key: 'A', taken: 'mine' },
        base: [expect.objectContaining({ value: '1' })],
        mine: [expect.objectContaining({ value: 'mine' })],
        theirs: [expect.objectContaining({ value: '2' })],
      }),
    ],
  ]);
  expect(await importFile(next, { conflicts: 'file' })).toMatchObject({
    result: 'updated',
    conflicts: [{ taken: 'theirs' }],
  });
  expect(places((await importFile(next, { mode: 'replace' })).kept)).toEqual(['null env_vars TOKEN']);
  const dropped = await importFile(next, { mode: 'replace', drop_secrets: true });
  expect([places(dropped.dropped), JSON.stringify(dropped)]).toEqual([
    ['null env_vars TOKEN'],
    expect.not.stringContaining('correct horse'),
  ]);
});

it('one that no import made keeps what the file does not say; with update=false all of it stays, and is told', async () => {
  await server.http
    .post('/services')
    .send({
      name: 'own',
      image_name: 'acme/own',
      env_vars: [{ key: 'A', value: '1' }],
      labels: [{ key: 'l', value: '1' }],
    })
    .expect(201);
  const next = file('own', 8080, '    environment: { A: "2" }\n');
  const seen = await importFile(next, { update: false });
  expect([seen.result, seen.changed, places(seen.kept)]).toEqual([
    'kept',
    [],
    expect.arrayContaining(['null env_vars A', 'null labels l']),
  ]);
  const body = await importFile(next);
  expect([places(body.kept), places(body.dropped)]).toEqual([['null labels l'], []]);
  expect(await importFile(next)).toMatchObject({ ...NO_CHANGES, kept: [{ key: 'l' }], result: 'unchanged' });
});
