import { CatalogService } from '../../src/catalog/catalog.service.js';
import { FACET_NAMES, facetOf, FACETS } from '../../src/facets/facets.js';
import { ITEM_RULES } from '../../src/host-access/rules.js';
import { ApiDocument } from '../setup/api-document.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { BodySchema } from '../setup/body-places.js';
import { compose, stackFile } from '../setup/host-access-files.js';

/** What reaches the host: found, reported by imports, and refused where the operator wants that. */
const servers: Partial<Record<'allow' | 'warn' | 'refuse', TestApp>> = {};
const on = (policy: keyof typeof servers): TestApp => {
  const server = servers[policy];
  if (!server) throw new Error(`no server for ${policy}`);
  return server;
};

beforeAll(async () => {
  for (const policy of ['allow', 'warn', 'refuse'] as const) {
    const server = await startTestApp({ DEVARCH_HOST_ACCESS: policy });
    servers[policy] = server;
    await server.get(CatalogService).load('catalog');
    await server.http.post('/stacks').send({ name: 'shop' }).expect(201);
    await server.http.post('/services').send({ name: 'app', image_name: 'app' }).expect(201);
    for (const [instance_id, template] of [
      ['db', 'app'],
      ['edge', 'traefik'],
    ])
      await server.http.post('/stacks/shop/instances').send({ instance_id, template }).expect(201);
  }
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

const SOCKET = { volume_type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock' };
const OVERLAY = {
  ...{ volume_type: 'named', source: 'data', target: '/data' },
  options: { driver_opts: { type: 'overlay', device: 'overlay', o: 'lowerdir=/etc' } },
};
const OPEN = { host_ip: '0.0.0.0', host_port: 15432, container_port: 5432 };
const PRIVILEGED = { key: 'privileged', value: true };
const DB = '/stacks/shop/instances/db';

/** Bodies by operation, as many as there are ways to say something dangerous in one. */
const ATTEMPTS: Record<string, () => [string, object][]> = {
  'post /services': () => [
    ['/services', { name: 'bad', image_name: 'a', options: [PRIVILEGED] }],
    ['/services', { name: 'bad', image_name: 'a', options: [{ key: 'provider', value: { type: 'model' } }] }],
    ['/services', { name: 'bad', image_name: 'a', options: [{ key: 'build', value: { context: '/' } }] }],
    ['/services', { name: 'bad', image_name: 'a', options: [{ key: 'env_file', value: ['/etc/shadow'] }] }],
    ['/services', { name: 'bad', image_name: 'a', volumes: [SOCKET] }],
    ['/services', { name: 'bad', image_name: 'a', volumes: [OVERLAY] }],
    ['/services', { name: 'bad', image_name: 'a', ports: [OPEN] }],
  ],
  'put /services/{template}': () => [
    ['/services/app', { options: [PRIVILEGED] }],
    ['/services/app', { volumes: [SOCKET] }],
    ['/services/app', { ports: [OPEN] }],
  ],
  'post /stacks/{stack}/instances': () => [
    ['/stacks/shop/instances', { instance_id: 'bad', template: 'app', volumes: [SOCKET] }],
    ['/stacks/shop/instances', { instance_id: 'bad', template: 'app', ports: [OPEN] }],
  ],
  'put /services/{template}/options': () => [['/services/app/options', { options: [PRIVILEGED] }]],
  'put /services/{template}/ports': () => [['/services/app/ports', { ports: [OPEN] }]],
  'put /services/{template}/volumes': () => [['/services/app/volumes', { volumes: [SOCKET] }]],
  'post /services/import': () => [['/services/import', { compose: compose('bad') }]],
  'post /stacks/import': () => [
    ['/stacks/import', { format: 'compose', name: 'bad', content: compose('bad') }],
    ['/stacks/import', { format: 'compose', name: 'bad', content: compose('bad', 'postgres') }],
    ['/stacks/import', { format: 'devarch', content: stackFile('bad') }],
    ['/stacks/import', { format: 'devarch', mode: 'update', content: stackFile('shop') }],
  ],
  [`put /stacks/{stack}/instances/{instance}/ports`]: () => [
    [`${DB}/ports`, { ports: [OPEN] }],
    [`${DB}/ports?as=effective`, { ports: [OPEN] }],
  ],
  [`put /stacks/{stack}/instances/{instance}/volumes`]: () => [
    [`${DB}/volumes`, { volumes: [SOCKET] }],
    [`${DB}/volumes?as=effective`, { volumes: [SOCKET] }],
  ],
  [`put /stacks/{stack}/instances/{instance}/options`]: () => [
    [`${DB}/options`, { options: [PRIVILEGED] }],
    [`${DB}/options?as=effective`, { options: [PRIVILEGED] }],
  ],
  [`patch /stacks/{stack}/instances/{instance}/options`]: () => [[`${DB}/options`, { set: [PRIVILEGED] }]],
  [`patch /stacks/{stack}/instances/{instance}/ports`]: () => [[`${DB}/ports`, { set: [OPEN] }]],
  [`patch /stacks/{stack}/instances/{instance}/volumes`]: () => [[`${DB}/volumes`, { set: [SOCKET] }]],
};

/** Whether a body has room for what a rule reads: the columns of a facet with rules, or the text of a file. Others have keys, too. */
function hasRoom(body: BodySchema, path: string): boolean {
  const watched = new Set(ITEM_RULES.map(({ facet }) => facet.name));
  const columns = FACET_NAMES.filter((name) => watched.has(name)).map((name) => facetOf(name).columns[0] ?? '');
  const telling = columns.filter((name) => name !== 'key');
  return (
    path.endsWith(`/${FACETS.options.path}`) ||
    body.fields().some((name) => ['compose', 'overrides', ...watched, ...telling].includes(name))
  );
}

describe('no way in is forgotten', () => {
  it('every operation whose body has room for something dangerous is tried', async () => {
    const document = JSON.parse(await (await fetch(`${on('refuse').url}/openapi.json`)).text());
    const roomy = new ApiDocument(document).operations.flatMap(({ verb, path, requestBody }) => {
      const schema = requestBody?.content?.['application/json']?.schema;
      const name = `${verb} ${path.replace('/api/v1', '')}`;
      return schema && (hasRoom(new BodySchema(document, schema), path) || name.endsWith('/import')) ? [name] : [];
    });
    expect(roomy.toSorted()).toEqual(Object.keys(ATTEMPTS).toSorted());
  });

  it.each(Object.keys(ATTEMPTS))('%s', async (operation) => {
    const [verb = ''] = operation.split(' ');
    for (const [path, body] of ATTEMPTS[operation]?.() ?? []) {
      const { http } = on('refuse');
      const answer = await { put: http.put, post: http.post, patch: http.patch }[verb]?.call(http, path).send(body);
      expect([path, answer?.status, answer?.text.includes('DEVARCH_HOST_ACCESS=refuse')]).toEqual([path, 422, true]);
    }
  });
});
