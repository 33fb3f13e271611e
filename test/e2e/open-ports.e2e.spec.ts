import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import { newInstance, newStack, putFacet } from '../setup/story.js';

/** Ports without an address, which means every one, and without a port of the host, which means any that is free. */

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const get = async (path: string) => (await server.http.get(path).expect(200)).body;
const render = async (stack: string, query = '') =>
  (await server.http.get(`/stacks/${stack}/compose${query}`).expect(200)).text;
const importFile = (content: string, more: object = {}) =>
  server.http.post('/stacks/import').send({ format: 'compose', content, ...more });
const shown = (port: { host_ip: string | null; host_port: number | null; container_port: number }) =>
  `${port.host_ip ?? '*'}:${port.host_port ?? '*'}:${port.container_port}`;

const FILE = `
name: open
services:
  a:
    image: acme/a:1
    ports:
      - "8080:80"
      - "0.0.0.0:8081:81"
      - "3000"
      - "127.0.0.1::82"
      - "[::1]:8083:83"
      - "7000-7001"
      - {target: 84, published: 8084, mode: host}
      - {target: 85, mode: ingress}
  b:
    image: acme/b:1
    ports: ["3000"]
`;
const PORTS = [
  '*:8080:80',
  '0.0.0.0:8081:81',
  '127.0.0.1:*:82',
  '::1:8083:83',
  '*:8084:84',
  '*:*:85',
  '*:*:3000',
  '*:*:7000',
  '*:*:7001',
];

describe('a file of open ports', () => {
  it('is stored as it is meant, and renders back as it came', async () => {
    const { body } = await importFile(FILE).expect(200);
    expect(body.instances.map(({ losses }: { losses: object[] }) => losses)).toEqual([[], []]);
    const { ports } = await get('/stacks/open/instances/a/effective-config');
    expect(ports.map(shown)).toEqual(PORTS);
    const text = await render('open');
    expect(text).toContain(
      `    ports:
      - "8080:80"
      - "0.0.0.0:8081:81"
      - "127.0.0.1::82"
      - target: 83
        published: 8083
        host_ip: "::1"
        protocol: tcp
        mode: ingress
      - target: 84
        published: 8084
        protocol: tcp
        mode: host
      - "85"
      - "3000"
      - "7000"
      - "7001"
`,
    );
    const again = await importFile(text, { mode: 'update' }).expect(200);
    expect(again.body.stack.result).toBe('unchanged');
  });

  it('resolves what refers to a port that is fixed, and finds what refers to an open one', async () => {
    const variables = ['3000', '80'].map((port) => ({ key: `P${port}`, value: `\${{ a.host_port.${port} }}` }));
    await server.http.patch('/stacks/open/instances/b/env-vars').send({ set: variables }).expect(200);
    const { env_vars } = await get('/stacks/open/instances/b/effective-config');
    expect(env_vars.map(({ value }: { value: string }) => value)).toEqual(['${{ a.host_port.3000 }}', '8080']);
  });

  it('has no clash where both leave the port open, and one where no address meets any', async () => {
    const kinds = async () =>
      (await get('/stacks/open/findings')).findings.map(({ kind, subject, message }: Record<string, string>) =>
        kind === 'port-clash' ? message : `${kind} ${subject}`,
      );
    expect(await kinds()).toEqual(['reference-unresolved /env-vars/P3000']);
    await newStack(server, 'other');
    await aTemplate(server.dataSource, { name: 'plain' });
    await newInstance(server, 'other', 'v6', { template: 'plain' });
    const PLACE = '/stacks/other/instances/v6';
    await putFacet(server, PLACE, 'ports', [{ host_ip: 'fd00::1', host_port: 8080, container_port: 1 }]);
    expect(await kinds()).toContain('Host port 8080/tcp is claimed by open/a (every address) and other/v6.');
    await putFacet(server, PLACE, 'ports', [{ host_ip: null, host_port: 8081, container_port: 1 }]);
    expect(await kinds()).toContain('Host port 8081/tcp is claimed by open/a (0.0.0.0) and other/v6.');
    await putFacet(server, PLACE, 'ports', [{ host_ip: '::1', host_port: 8081, container_port: 1 }]);
    expect(await kinds()).toEqual(['reference-unresolved /env-vars/P3000']);
    const all = await get('/findings');
    expect(all.findings.filter(({ kind }: { kind: string }) => kind === 'port-clash')).toEqual([]);
  });

  it('is published by a swarm on every address, with its mode', async () => {
    const text = await render('open', '?target=swarm');
    expect(text).toContain(`      - target: 85
        protocol: tcp
        mode: ingress
`);
    expect(text).toContain(`      - target: 84
        published: 8084
        protocol: tcp
        mode: host
`);
  });
});

describe('open ports over the API', () => {
  const DB = '/stacks/other/instances/v6';
  const patch = (body: object) => server.http.patch(`${DB}/ports`).send(body);

  it('are said with null; what is left out is 127.0.0.1 and any port', async () => {
    await server.http.delete(`${DB}/ports`).expect(204);
    const { body } = await patch({ set: [{ container_port: 1 }, { host_ip: null, container_port: 2 }] }).expect(200);
    expect(body.map(shown)).toEqual(['127.0.0.1:*:1', '*:*:2']);
    const kept = await server.http.put(`${DB}/ports`).send({ ports: body }).expect(200);
    expect(kept.body).toEqual(body);
    await patch({ set: [{ host_ip: '', host_port: 5, container_port: 2 }] }).expect(400);
    const moved = await patch({ set: [{ host_ip: null, host_port: 5, container_port: 2 }] }).expect(200);
    expect(moved.body.map(shown)).toEqual(['127.0.0.1:*:1', '*:5:2']);
  });

  it('repeat each other where both are open and lead to one port', async () => {
    const any = { host_ip: null, container_port: 1 };
    const twice = await server.http
      .put(`${DB}/ports`)
      .send({ ports: [any, any] })
      .expect(400);
    expect(twice.body.errors).toEqual([
      { pointer: '/ports/1', reason: 'repeats /ports/0 (any host port for 1/tcp on every address)' },
    ]);
    const fixed = { host_ip: null, host_port: 7, container_port: 1 };
    const clash = await server.http
      .put(`${DB}/ports`)
      .send({ ports: [fixed, { ...fixed, container_port: 2 }] })
      .expect(400);
    expect(clash.body.errors).toEqual([
      { pointer: '/ports/1', reason: 'repeats /ports/0 (host port 7/tcp on every address)' },
    ]);
  });

  it('of a template are replaced as a whole and one by one, and keep their rows', async () => {
    const PATH = '/services/plain/ports';
    const items = [
      { host_ip: null, container_port: 1 },
      { host_ip: null, container_port: 2 },
      { host_ip: null, host_port: 9, container_port: 1 },
    ];
    const first = await server.http.put(PATH).send({ ports: items }).expect(200);
    const second = await server.http.put(PATH).send({ ports: items.toReversed() }).expect(200);
    const ids = (body: { id: number; container_port: number }[]) => body.map(({ id }) => id).toSorted();
    expect(second.body.map(shown).toSorted()).toEqual(['*:*:1', '*:*:2', '*:9:1']);
    expect(ids(second.body)).toEqual(ids(first.body));
  });
});
