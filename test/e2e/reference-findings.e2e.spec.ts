import type { Finding } from '../../src/findings/finding.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { newInstance, newStack } from '../setup/story.js';

/** What findings say of references, and that nothing is read for them where nothing refers. */
let server: TestApp;
let stacks = 0;
let stack = '';

beforeAll(async () => {
  server = await startTestApp();
  const env_vars = [{ key: 'PASSWORD', value: 'correct-horse', is_secret: true }];
  for (const template of [
    { name: 'db', image_name: 'db', env_vars },
    { name: 'app', image_name: 'app' },
    { name: 'old', image_name: 'old' },
  ])
    await server.http.post('/services').send(template).expect(201);
});
afterAll(() => server.close());

beforeEach(async () => {
  stack = `shop${(stacks += 1)}`;
  await newStack(server, stack);
  await newInstance(server, stack, 'db', { template: 'db' });
  await newInstance(server, stack, 'web', { template: 'app' });
});

const at = (instance: string) => `/stacks/${stack}/instances/${instance}`;
const put = (path: string, body: object) => server.http.put(path).send(body).expect(200);
const set = (facet: string, items: object[]) =>
  server.http
    .patch(`${at('web')}/${facet}`)
    .send({ set: items })
    .expect(200);
const variables = (values: Record<string, string | null>) =>
  put(`/stacks/${stack}/variables`, { variables: Object.entries(values).map(([key, value]) => ({ key, value })) });

async function found(): Promise<Finding[]> {
  return (await server.http.get(`/stacks/${stack}/findings`).expect(200)).body.findings;
}
const told = async () => (await found()).map(({ severity, kind, subject }) => `${severity} ${kind} ${subject}`);

it('a reference that leads nowhere is an error at its place, with what is there instead', async () => {
  await set('env-vars', [{ key: 'URL', value: 'http://${{ dbb.host }}' }]);
  expect(await found()).toEqual([
    {
      ...{ kind: 'reference-unresolved', severity: 'error', subject: '/env-vars/URL' },
      message: expect.stringMatching(/^\/env-vars\/URL of web: dbb\.host leads nowhere: .*\(there is db, web\)\.$/),
      ...{ instances: [{ stack, instance_id: 'web' }], instance_count: 1 },
      suggestion: { text: expect.stringContaining('Refer to something that is there'), request: null },
    },
  ]);
});

it('a cycle is told once, with the way round', async () => {
  await variables({ A: '${{ vars.B }}', B: '${{ vars.A }}' });
  await set('labels', [{ key: 'a', value: '${{ vars.A }}' }]);
  const findings = await found();
  expect(findings.map(({ kind, subject }) => [kind, subject])).toEqual([['reference-cycle', '/variables/A']]);
  expect(findings[0]?.message).toContain('vars.A ← vars.B ← vars.A');
  await variables({});
  await set('labels', [{ key: 'a', value: '' }]);
  await set('env-vars', [
    { key: 'A', value: '${{ self.env.B }}' },
    { key: 'B', value: '${{ web.env.A }}' },
  ]);
  expect(await told()).toEqual(['error reference-cycle /env-vars/A']);
});

it('a secret in what everybody sees is an error, also through others; elsewhere it is none', async () => {
  const secret = '${{ db.env.PASSWORD }}';
  await variables({ DSN: `x:${secret}` });
  await set('env-vars', [{ key: 'DSN', value: '${{ vars.DSN }}' }]);
  await set('labels', [{ key: 'a/b', value: '${{ self.env.DSN }}' }]);
  await set('domains', [{ domain: `${secret}.test` }]);
  await put(`${at('web')}/healthcheck`, { healthcheck: { test: `ping ${secret}` } });
  await put(at('web'), { settings: { command: `["run","${secret}"]`, image_tag: secret } });
  expect((await told()).toSorted()).toEqual([
    'error secret-exposed /command',
    `error secret-exposed /domains/${secret}.test`,
    'error secret-exposed /healthcheck/test',
    'error secret-exposed /image_tag',
    'error secret-exposed /labels/a~1b',
  ]);
  expect(JSON.stringify(await found())).not.toContain('correct-horse');
});

it('a variable without value is told where it is needed', async () => {
  await variables({ LATER: null, UNUSED: null });
  await set('env-vars', [{ key: 'URL', value: '${{ vars.LATER }}' }]);
  expect(await told()).toEqual(['warning variable-without-value /env-vars/URL']);
});

it('who refers to an instance that is not enabled is told, and enabling it settles that', async () => {
  await set('env-vars', [{ key: 'HOST', value: '${{ db.host }}' }]);
  await put(at('db'), { enabled: false });
  const [finding, ...others] = await found();
  expect([finding, others]).toMatchObject([
    { kind: 'reference-to-disabled', instances: [{ instance_id: 'web' }, { instance_id: 'db' }] },
    [],
  ]);
  const { path = '', body } = finding?.suggestion?.request ?? {};
  await put(path, body ?? {});
  expect(await told()).toEqual([]);
  await put(at('db'), { enabled: false });
  await put(at('web'), { enabled: false });
  expect(await told()).toEqual([]);
  await put(at('web'), { enabled: true });
  await server.http.delete(at('db')).expect(204);
  expect(await told()).toEqual(['error reference-unresolved /env-vars/HOST']);
});

it('what looks like a reference where none is read, and what is stored and cannot be read', async () => {
  const reference = '${{ db.host }}';
  await set('files', [
    { file_path: '/etc/a', content: reference },
    { file_path: '/etc/b', content: '${{ secrets.TOKEN }} $${{ db.host }}' },
    { file_path: '/etc/c', content: reference, is_template: true },
  ]);
  await set('volumes', [{ volume_type: 'bind', source: `./${reference}`, target: '/data' }]);
  await set('labels', [{ key: 'old', value: 'x' }]);
  await server.dataSource.query(
    `UPDATE instance_labels SET value = '\${{ nothing' WHERE instance_id IN
      (SELECT i.id FROM service_instances i JOIN stacks s ON s.id = i.stack_id WHERE s.name = $1)`,
    [stack],
  );
  expect(await told()).toEqual([
    'warning reference-not-read /labels/old',
    'warning reference-not-read /volumes/~1data/source',
    'warning reference-not-read /files/~1etc~1a',
    'warning host-access /volumes/~1data/source',
  ]);
});

it('a plain variable that is called like a secret is told, in both lists', async () => {
  await variables({ API_TOKEN: 'abcdef', TIER: 'gold', DB_PASSWORD: '${{ db.env.PASSWORD }}' });
  expect(await told()).toEqual(['warning secret-detected /variables/API_TOKEN']);
  const { body } = await server.http.get(`/findings?stack=${stack}`).expect(200);
  expect(body.findings).toMatchObject([{ kind: 'secret-detected', subject: '/variables/API_TOKEN', instances: [] }]);
});

it('takes one statement more where something refers, and none where nothing does', async () => {
  const counted = async () => (await server.statements(() => found())).length;
  const before = await counted();
  await set('env-vars', [{ key: 'HOST', value: 'x' }]);
  expect(await counted()).toBe(before);
  await set('env-vars', [{ key: 'HOST', value: '${{ db.host }}' }]);
  expect(await counted()).toBe(before + 1);
  expect(await told()).toEqual([]);
});
