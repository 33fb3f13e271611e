import fc from 'fast-check';
import { startTestApp, type TestApp } from '../setup/app.js';
import { countDeadlocks } from '../setup/deadlocks.js';
import { race } from '../setup/race.js';
import { count, newInstance, newStack, problem } from '../setup/story.js';

/** A rename takes along the references by name; what a link means stays as it is. */
let server: TestApp;
let stacks = 0;

beforeAll(async () => {
  server = await startTestApp();
  const templates = [
    {
      ...{ name: 'postgres', image_name: 'postgres', provides: ['sql'] },
      ports: [{ host_port: 15_432, container_port: 5432 }],
      env_vars: [{ key: 'NAME', value: 'orders' }],
    },
    { name: 'app', image_name: 'app', dependencies: [{ service: 'postgres' }] },
    { name: 'named', image_name: 'named', dependencies: [{ service: 'postgres', link: 'db' }] },
    { name: 'shared', image_name: 'shared', domains: [{ domain: '${{ db.host }}.test', proxy_port: 80 }] },
  ];
  for (const template of templates) await server.http.post('/services').send(template).expect(201);
});
afterAll(() => server.close());

async function aStack(): Promise<string> {
  const name = `shop${(stacks += 1)}`;
  await newStack(server, name);
  await newInstance(server, name, 'db', { template: 'postgres' });
  await newInstance(server, name, 'web', { template: 'app' });
  return name;
}

const at = (stack: string, instance: string) => `/stacks/${stack}/instances/${instance}`;
const rename = (stack: string, from: string, instance_id: string) =>
  server.http.post(`${at(stack, from)}/rename`).send({ instance_id });
const patch = (stack: string, instance: string, facet: string, set: object[]) =>
  server.http
    .patch(`${at(stack, instance)}/${facet}`)
    .send({ set })
    .expect(200);
const detail = async (stack: string, instance: string) => (await server.http.get(at(stack, instance)).expect(200)).body;

const OLD = '${{ db.host }}';
const NEW = '${{ main.host }}';
const file = (content: string, is_template: boolean) => ({ file_path: `/etc/${is_template}`, content, is_template });

it('rewrites every place that may refer, in the whole stack, and says how many there were', async () => {
  const stack = await aStack();
  await patch(stack, 'web', 'env-vars', [
    { key: 'A', value: `${OLD}:\${{db.port}}` },
    { key: 'B', value: '${{ db.env.NAME }}', is_secret: true },
  ]);
  await patch(stack, 'web', 'labels', [{ key: 'a', value: `${OLD} $${OLD} \${{ dba.host }} db.host` }]);
  await patch(stack, 'web', 'domains', [{ domain: `${OLD}.test` }]);
  await patch(stack, 'web', 'files', [file(OLD, true), file(OLD, false)]);
  await server.http
    .put(`${at(stack, 'web')}/healthcheck`)
    .send({ healthcheck: { test: `ping ${OLD}` } })
    .expect(200);
  const settings = { command: `["x","${OLD}"]`, image_tag: '${{ db.image_tag }}' };
  await server.http.put(at(stack, 'web')).send({ settings }).expect(200);
  await server.http.put(at(stack, 'db')).send({ settings }).expect(200);
  const variables = [{ key: 'HOST', value: OLD }];
  await server.http.put(`/stacks/${stack}/variables`).send({ variables }).expect(200);
  await server.http.delete(at(stack, 'web')).expect(204);
  const { body } = await rename(stack, 'db', 'main').expect(200);
  expect(body).toMatchObject({ instance_id: 'main', references_rewritten: 12 });
  await server.http.post(`/stacks/${stack}/instances/trash/web/restore`).expect(200);
  const after = await detail(stack, 'web');
  const renamed = { command: `["x","${NEW}"]`, image_tag: '${{ main.image_tag }}' };
  expect(after).toMatchObject({
    settings: renamed,
    env_vars: [
      { key: 'A', value: `${NEW}:\${{main.port}}` },
      { key: 'B', value: '${{ main.env.NAME }}' },
    ],
    labels: [{ value: `${NEW} $${OLD} \${{ dba.host }} db.host` }],
    domains: [{ domain: `${NEW}.test` }],
    healthcheck: { test: `ping ${NEW}` },
    config_files: [{ content: NEW }, { content: OLD }],
  });
  expect((await detail(stack, 'main')).settings).toMatchObject(renamed);
  expect((await server.http.get(`/stacks/${stack}/variables`)).body).toMatchObject([{ value: NEW }]);
});

it('rewrites nothing where nothing refers, nor for the same name', async () => {
  const stack = await aStack();
  expect((await rename(stack, 'db', 'db').expect(200)).body).toMatchObject({ references_rewritten: 0 });
  expect((await rename(stack, 'db', 'main').expect(200)).body).toMatchObject({ references_rewritten: 0 });
  const same = await server.http
    .put(`${at(stack, 'main')}/rename`)
    .send({ instance_id: 'db' })
    .expect(200);
  expect(same.body).toMatchObject({ references_rewritten: 0 });
});

it('leaves a name alone that is a link of the template, and other stacks', async () => {
  const [stack, other] = [await aStack(), await aStack()];
  await newInstance(server, stack, 'linked', { template: 'named' });
  await patch(stack, 'linked', 'labels', [{ key: 'a', value: OLD }]);
  await patch(other, 'web', 'labels', [{ key: 'a', value: OLD }]);
  expect((await rename(stack, 'db', 'main').expect(200)).body).toMatchObject({ references_rewritten: 0 });
  const { body } = await server.http.get(`${at(stack, 'linked')}/effective-config`).expect(200);
  expect(body.labels).toContainEqual(expect.objectContaining({ key: 'a', value: 'main', expression: OLD }));
  expect((await detail(other, 'web')).labels).toMatchObject([{ value: OLD }]);
});

it('rewrites the private template that an import made, but none that others use', async () => {
  const name = `imported${(stacks += 1)}`;
  const content = `services:\n  db: { image: "example/${name}-db" }\n  web: { image: "example/${name}-web", command: x }\n`;
  await server.http.post('/stacks/import').send({ format: 'compose', name, content }).expect(200);
  const template = `${name}-web`;
  await server.http
    .put(`/services/${template}`)
    .send({ command: `x ${OLD}` })
    .expect(200);
  await server.http
    .put(`/services/${template}/labels`)
    .send({ labels: [{ key: 'a', value: OLD }] })
    .expect(200);
  const before = (await server.http.get(`/services/${template}`)).body;
  expect((await rename(name, 'db', 'main').expect(200)).body).toMatchObject({ references_rewritten: 2 });
  const after = (await server.http.get(`/services/${template}`)).body;
  expect(after).toMatchObject({ command: `x ${NEW}`, labels: [{ value: NEW }], revision: before.revision + 1 });
  const other = await aStack();
  await newInstance(server, other, 'guest', { template });
  expect((await rename(name, 'main', 'db').expect(200)).body).toMatchObject({ references_rewritten: 0 });
});

it('what takes the place of an item of a shared template keeps its key', async () => {
  const stack = await aStack();
  await newInstance(server, stack, 'proxy', { template: 'shared' });
  const before = await patch(stack, 'proxy', 'domains', [{ domain: `${OLD}.test`, proxy_port: 81 }]);
  await rename(stack, 'db', 'main').expect(200);
  expect((await server.http.get(`${at(stack, 'proxy')}/domains`)).body).toEqual(before.body);
});

it('refuses a name that would mean something else to those who refer', async () => {
  const stack = await aStack();
  await newInstance(server, stack, 'reserve', { template: 'postgres' });
  await patch(stack, 'web', 'labels', [{ key: 'a', value: OLD }]);
  const sentence = (name: string) =>
    `The instance "web" refers to "db" by its name, and \${{ ${name}.… }} means something else there; give another name.`;
  const path = `${at(stack, 'db')}/rename`;
  expect((await rename(stack, 'db', 'vars').expect(409)).body).toEqual(problem(409, path, sentence('vars')));
  await server.http.put(at(stack, 'db')).send({ enabled: false }).expect(200);
  expect((await rename(stack, 'db', 'postgres').expect(409)).body).toEqual(problem(409, path, sentence('postgres')));
  await server.http.put(at(stack, 'db')).send({ enabled: true }).expect(200);
  expect((await rename(stack, 'db', 'postgres').expect(200)).body).toMatchObject({ references_rewritten: 1 });
});

it('marks who refers as changed, and writes each row once', async () => {
  const stack = await aStack();
  await patch(stack, 'web', 'labels', [
    { key: 'a', value: OLD },
    { key: 'b', value: OLD },
  ]);
  const revision = () =>
    count(
      server,
      `SELECT i.revision AS count FROM service_instances i JOIN stacks s ON s.id = i.stack_id
       WHERE s.name = $1 AND i.instance_id = 'web'`,
      [stack],
    );
  const before = await revision();
  const sent = await server.statements(() => rename(stack, 'db', 'main').expect(200));
  expect(await revision()).toBe(before + 1);
  expect(sent.filter((sql) => /^\s*UPDATE/.test(sql))).toHaveLength(3);
});

it('renames and writes at once leave whole texts and no deadlock, whoever is first', async () => {
  const stack = await aStack();
  const set = [{ key: 'a', value: OLD }];
  const broken = countDeadlocks(server.dataSource);
  const { statuses } = await race(30, (n) => {
    if (n % 3 === 0) return rename(stack, n % 2 ? 'main' : 'db', n % 2 ? 'db' : 'main');
    const variables = [{ key: 'HOST', value: OLD }];
    if (n % 3 === 1) return server.http.put(`/stacks/${stack}/variables`).send({ variables });
    return server.http.patch(`${at(stack, 'web')}/labels`).send({ set });
  });
  expect(Object.keys(statuses).filter((status) => !['200', '404'].includes(status))).toEqual([]);
  expect(broken()).toBe(0);
  const [label] = (await detail(stack, 'web')).labels;
  expect([OLD, NEW]).toContain(label.value);
});

const ATTRIBUTES = ['host', 'name', 'port', 'env.NAME', 'container_name', 'host_port.5432', 'image_tag', 'domain'];
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(...ATTRIBUTES).map((it) => `\${{ db.${it} }}`),
      fc.constantFrom(
        'plain ',
        '${{ postgres.host }}',
        '${{ self.name }}',
        '${{ vars.KEY }}',
        '${{ nobody.host }}',
        ' $',
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(' '));

it('every resolved value of the stack is as before', async () => {
  const property = fc.asyncProperty(
    fc.array(texts, { minLength: 1, maxLength: 4 }),
    texts,
    async (values, variable) => {
      const stack = await aStack();
      const variables = [{ key: 'KEY', value: variable.replaceAll('self.name', 'db.name') }];
      await server.http.put(`/stacks/${stack}/variables`).send({ variables }).expect(200);
      for (const instance of ['db', 'web']) {
        const set = values.map((value, index) => ({ key: `K${index}`, value }));
        await patch(stack, instance, 'env-vars', set);
        await patch(stack, instance, 'labels', set);
      }
      const read = async (names: string[]) => {
        const configs = names.map(async (name) => {
          const { body } = await server.http.get(`${at(stack, name)}/effective-config?explain=true`).expect(200);
          return JSON.stringify(body, (key, value: unknown) => (key === 'changed_at' ? undefined : value));
        });
        return Promise.all(configs);
      };
      const before = await read(['db', 'web']);
      await rename(stack, 'db', 'quarry').expect(200);
      const after = await read(['quarry', 'web']);
      expect(after).toEqual(before.map((text) => text.replace(/\bdb\b/g, 'quarry')));
    },
  );
  await fc.assert(property, { numRuns: 12 });
});
