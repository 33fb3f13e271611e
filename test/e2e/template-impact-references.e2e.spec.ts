import { startTestApp, type TestApp } from '../setup/app.js';
import { newStack } from '../setup/story.js';

/** Whom a change of a template reaches through others that refer to its instances. */
let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
  const env_vars = [
    { key: 'DB', value: 'shop' },
    { key: 'USER', value: 'app' },
  ];
  const pg = {
    ...{ name: 'pg', image_name: 'pg', image_tag: '17', env_vars },
    ports: [{ host_port: 5432, container_port: 5432 }],
    domains: [{ domain: 'pg.localhost' }],
  };
  await server.http.post('/services').send(pg).expect(201);
  await server.http.post('/services').send({ name: 'web', image_name: 'web' }).expect(201);
  for (const stack of ['one', 'two']) {
    await newStack(server, stack);
    await make(stack, { instance_id: 'db', template: 'pg' });
    await make(stack, { instance_id: 'web', template: 'web', env_vars: REFERRING });
  }
  await make('two', { instance_id: 'own', template: 'pg', env_vars: [{ key: 'DB', value: 'own' }] });
  await server.http
    .put('/stacks/two/variables')
    .send({ variables: [{ key: 'NAME', value: '${{ db.env.DB }}' }] })
    .expect(200);
});
afterAll(() => server.close());

const REFERRING = [
  { key: 'URL', value: 'pg://${{ db.env.USER }}@${{ db.host }}/${{ db.env.DB }}' },
  { key: 'COPY', value: '${{ self.env.URL }}' },
  { key: 'TAG', value: '${{ db.image_tag }}' },
  { key: 'PORT', value: '${{ db.host_port.5432 }}' },
  { key: 'DOMAIN', value: '${{ db.domain }}' },
  { key: 'HOST', value: '${{ db.host }}' },
];

async function make(stack: string, body: object) {
  await server.http.post(`/stacks/${stack}/instances`).send(body).expect(201);
}

async function reached(change: object): Promise<string[]> {
  const { body } = await server.http.put('/services/pg?dry_run=true').send(change).expect(200);
  type Text = { stack: string; instance_id: string | null; place: string; through: string[] };
  return (body.referred_by as Text[]).map(({ stack, instance_id, place, through }) =>
    [`${stack}/${instance_id ?? ''}${place}`, ...through].join(' < '),
  );
}

it('names every text that goes back to what would change, by the way that it does', async () => {
  const env_vars = [
    { key: 'DB', value: 'orders' },
    { key: 'USER', value: 'app' },
  ];
  expect(await reached({ env_vars })).toEqual([
    'one/web/env-vars/URL',
    'one/web/env-vars/COPY < web.env.URL',
    'two//variables/NAME',
    'two/web/env-vars/URL',
    'two/web/env-vars/COPY < web.env.URL',
  ]);
});

it.each([
  [{ image_tag: '18' }, ['TAG']],
  [{ ports: [{ host_port: 15432, container_port: 5432 }] }, ['PORT']],
  [{ domains: [] }, ['DOMAIN']],
  [{ description: 'other' }, []],
])('of %j names what refers to just that', async (change, keys) => {
  const expected = ['one', 'two'].flatMap((stack) => keys.map((key) => `${stack}/web/env-vars/${key}`));
  expect(await reached(change)).toEqual(expected);
});

it('leaves out what an override keeps off', async () => {
  for (const stack of ['one', 'two'])
    await server.http
      .patch(`/stacks/${stack}/instances/db/env-vars`)
      .send({ set: [{ key: 'DB', value: 'mine' }] })
      .expect(200);
  const env_vars = [
    { key: 'DB', value: 'orders' },
    { key: 'USER', value: 'app' },
  ];
  expect(await reached({ env_vars })).toEqual([]);
});
