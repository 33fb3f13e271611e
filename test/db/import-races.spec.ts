import { startTestApp, type TestApp } from '../setup/app.js';
import { countDeadlocks } from '../setup/deadlocks.js';
import { race } from '../setup/race.js';

const REQUESTS = 12;
const NAMES = Array.from({ length: 20 }, (_, n) => n);

let server: TestApp;
let deadlocks: () => number;
beforeAll(async () => {
  server = await startTestApp();
  deadlocks = countDeadlocks(server.dataSource);
});
afterEach(() => {
  expect(deadlocks()).toBe(0);
});
afterAll(() => server.close());

/** Templates `{name}-0` to `{name}-19`, each but the first with a dependency, in one order or the other. */
function file(name: string, tag: number, backwards = false): string {
  const services = NAMES.map(
    (n) =>
      `  ${name}-${n}:\n    image: example/app:${tag}\n    ports: ["${1000 + tag}:80"]\n    depends_on: [${name}-${n === 0 ? 1 : 0}]\n`,
  );
  return `services:\n${(backwards ? services.toReversed() : services).join('')}`;
}

const importFile = (compose: string) => server.http.post('/services/import').send({ compose });
const resultsOf = (body: { services: { template: string; result: string }[] }) => body.services;

it('the same templates by several at once: each is made once, and there for all others', async () => {
  const { statuses, responses } = await race(REQUESTS, (n) => importFile(file('same', 1, n % 2 === 1)));
  expect(statuses).toEqual({ 200: REQUESTS });
  const results = responses.flatMap(({ body }) => resultsOf(body));
  for (const n of NAMES) {
    const own = results.filter(({ template }) => template === `same-${n}`).map(({ result }) => result);
    expect(own.toSorted()).toEqual(['created', ...Array(REQUESTS - 1).fill('unchanged')]);
  }
});

it('several versions of the same templates: all of them in one version, and whole', async () => {
  const { statuses } = await race(REQUESTS, (n) => importFile(file('versions', n, n % 2 === 1)));
  expect(statuses).toEqual({ 200: REQUESTS });
  const stored = await Promise.all(NAMES.map((n) => server.http.get(`/services/versions-${n}`).expect(200)));
  const found = stored.map(({ body }) => ({
    tag: body.image_tag,
    ports: body.ports.map(({ host_port }: { host_port: number }) => host_port),
    needs: body.dependencies.length,
  }));
  const [first] = found;
  expect(found).toEqual(NAMES.map(() => ({ tag: first?.tag, ports: [1000 + Number(first?.tag)], needs: 1 })));
});

it('different templates that need the same one: none is lost', async () => {
  await importFile('services: { shared: { image: example/shared } }').expect(200);
  const { statuses } = await race(REQUESTS, (n) =>
    importFile(file(`own${n}`, 1).replaceAll('depends_on: [', 'depends_on: [shared, ')),
  );
  expect(statuses).toEqual({ 200: REQUESTS });
  const { headers } = await server.http.get('/services?search=own&total=true&limit=1').expect(200);
  expect(headers['x-total-count']).toBe(String(REQUESTS * NAMES.length));
});

it('while others write the templates one by one', async () => {
  await importFile(file('busy', 1)).expect(200);
  const { statuses } = await race(3 * REQUESTS, (n) => {
    const name = `busy-${NAMES[n % NAMES.length]}`;
    if (n % 3 === 0) return importFile(file('busy', n, n % 2 === 1));
    if (n % 3 === 1) return server.http.put(`/services/${name}`).send({ dependencies: [{ service: 'same-0' }] });
    return server.http
      .post('/services')
      .send({ name: `${name}-x`, image_name: 'a', dependencies: [{ service: name }] });
  });
  expect(Object.keys(statuses).filter((status) => Number(status) >= 500)).toEqual([]);
});

it('stacks of unknown images by several at once: every one is there', async () => {
  const { statuses } = await race(REQUESTS, (n) =>
    server.http.post('/stacks/import').send({ format: 'compose', name: `stack${n % 6}`, content: file('s', 1) }),
  );
  expect(statuses).toEqual({ 200: 6, 409: 6 });
});
