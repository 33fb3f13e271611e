import { startTestApp, type TestApp } from '../setup/app.js';
import { newInstance, newStack } from '../setup/story.js';

const SSO = '/stacks/shop/instances/sso';
const REFERENCE = '${{ db.env.POSTGRES_PASSWORD }}';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
  const variables = [
    { key: 'DB_PASSWORD', value: 'template-secret', is_secret: true },
    { key: 'DB_HOST', value: 'db' },
  ];
  await server.http.post('/services').send({ name: 'app', image_name: 'app', env_vars: variables }).expect(201);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'sso', { template: 'app' });
});
afterAll(() => server.close());

const rows = async (): Promise<{ key: string }[]> => (await server.http.get(`${SSO}/env-vars`).expect(200)).body;
const patch = (path: string, body: object) => server.http.patch(`${SSO}${path}`).send(body);

describe('a text that refers', () => {
  it.each([
    ['/env-vars', { set: [{ key: 'DB_HOST', value: '${{ db.host }}' }] }],
    ['/labels', { set: [{ key: 'team.db', value: 'on ${{ db.name }}' }] }],
    ['/domains', { set: [{ domain: '${{ self.name }}.${{ stack.name }}.LOCALHOST' }] }],
    ['/files', { set: [{ file_path: '/a', content: 'host ${{ db.host }} ${X}', is_template: true }] }],
    ['/files', { set: [{ file_path: '/b', content: '${{ secrets.NOT_OURS }}', is_template: false }] }],
  ])('is stored as it is given: %s %j', async (path, body) => {
    await patch(path, body).expect(200);
  });

  it('is read back as it is stored, what stands beside it in its one spelling', async () => {
    const { body } = await server.http.get(SSO).expect(200);
    expect(body.domains).toMatchObject([{ domain: '${{ self.name }}.${{ stack.name }}.localhost' }]);
    expect(body.config_files).toMatchObject([
      { content: 'host ${{ db.host }} ${X}' },
      { content: '${{ secrets.NOT_OURS }}' },
    ]);
  });

  it('may be a setting, or a check of which the words are told apart', async () => {
    const settings = { image_tag: '${{ vars.TAG }}-alpine', command: '["serve","--db","${{ db.host }}"]' };
    await server.http.put(SSO).send({ settings }).expect(200);
    const healthcheck = { test: 'CMD curl "http://${{ self.name }}:80/${{ vars.X }}"' };
    const { body } = await server.http.put(`${SSO}/healthcheck`).send({ healthcheck }).expect(200);
    expect(body.test).toBe('["CMD","curl","http://${{ self.name }}:80/${{ vars.X }}"]');
  });

  it.each([
    [
      '/env-vars',
      { set: [{ key: 'A', value: 'x ${{ db.hots }}' }] },
      '/set/0/value',
      'character 3 cannot: db is followed by one of host, name',
    ],
    ['/env-vars', { set: [{ key: 'A', value: '${{ db.host' }] }, '/set/0/value', 'it is opened and not closed with }}'],
    ['/labels', { set: [{ key: 'a', value: '${{ db }}' }] }, '/set/0/value', 'db is followed by one of'],
    ['/domains', { set: [{ domain: '${{ self.name }' }] }, '/set/0/domain', 'is opened and not closed'],
    [
      '/files',
      { set: [{ file_path: '/a', content: '${{ vars }}', is_template: true }] },
      '/set/0/content',
      'vars is followed by a key',
    ],
  ])('is refused where it cannot be read: %s %j', async (path, body, pointer, reason) => {
    const { body: answer } = await patch(path, body).expect(400);
    expect(answer).toMatchObject({ errors: [{ pointer, reason: expect.stringContaining(reason) }] });
  });
});

it('a setting with a reference that cannot be read is refused', async () => {
  const { body } = await server.http
    .put(SSO)
    .send({ settings: { command: 'run ${{ db.port.x }}' } })
    .expect(400);
  expect(body.errors).toMatchObject([
    { pointer: '/settings/command', reason: expect.stringContaining('port is written db.port') },
  ]);
});

describe('a secret that refers', () => {
  it('is stored as its reference, which is no secret', async () => {
    await patch('/env-vars', { set: [{ key: 'DB_PASSWORD', value: REFERENCE }] }).expect(200);
    const stored = (await rows()).find(({ key }) => key === 'DB_PASSWORD');
    expect(stored).toMatchObject({ value: REFERENCE, is_secret: true, fingerprint: null });
    const env_vars = await rows();
    const again = await server.http.put(`${SSO}/env-vars`).send({ env_vars }).expect(200);
    expect(again.body).toEqual(env_vars);
  });

  it('holds no other text, which could not be sealed', async () => {
    const set = [{ key: 'DB_PASSWORD', value: `app:${REFERENCE}` }];
    const { body } = await patch('/env-vars', { set }).expect(422);
    expect(body.errors).toMatchObject([
      { pointer: '/set/0/value', reason: expect.stringContaining('give is_secret false') },
    ]);
    await patch('/env-vars', { set: [{ ...set[0], is_secret: false }] }).expect(200);
  });

  it('and given a value of its own is sealed again', async () => {
    await patch('/env-vars', { set: [{ key: 'DB_PASSWORD', value: REFERENCE, is_secret: true }] }).expect(200);
    await patch('/env-vars', { set: [{ key: 'DB_PASSWORD', value: 'own-secret' }] }).expect(200);
    const stored = (await rows()).find(({ key }) => key === 'DB_PASSWORD');
    expect(stored).toMatchObject({ value: '***', is_secret: true });
  });
});
