import fc from 'fast-check';
import type { TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from '../setup/factories.js';
import { expectProblem, send, startShop } from '../setup/raw-http.js';

let server: TestApp;

beforeAll(async () => {
  server = await startShop();
});
afterAll(() => server.close());

describe('no client input gives a 5xx (P7)', () => {
  const evil = fc.constantFrom<unknown>(
    null,
    '',
    '\0',
    '\ud800',
    -1,
    0,
    2 ** 31,
    1.5,
    1e308,
    '1',
    true,
    [],
    [[]],
    [[{}]],
    {},
    { a: 1 },
    'x'.repeat(70),
    '../..',
    'devarch.stack',
    '%',
    '"',
    "';--",
    'trash',
  );
  const rows = Object.entries(ONE_OF_EACH).map(
    ([name, one]) => [name, [one, Reflect.get(ANOTHER_OF_EACH, name)]] as const,
  );
  const shapes: object[] = [
    ...rows.map(([name, list]) => ({ [name]: name === 'healthcheck' ? list[0] : list })),
    { name: 'a', network_name: 'n', description: 'd', enabled: true },
    {
      name: 'a',
      image_name: 'a',
      image_tag: '1',
      category: null,
      options: [{ key: 'x-a', value: [1] }],
      ...Object.fromEntries(rows),
      healthcheck: null,
    },
    { name: 'a', display_name: 'A', color: '#aabbcc', startup_order: 1 },
    { instance_id: 'a', template: 'postgres', template_service_id: 1, settings: { image_tag: '1', command: null } },
    { ...ONE_OF_EACH.config_files },
    ...rows.map(([, list]) => ({ set: list, remove: ['a'], reset: ['5432/udp', '/data', 'POSTGRES_DB'] })),
  ];

  /** A copy with one value somewhere in it replaced, or with one more. */
  function corrupt(value: unknown, path: number[], put: unknown): unknown {
    const [step, ...rest] = path;
    if (step === undefined || typeof value !== 'object' || value === null) return put;
    const keys = [...Object.keys(value), 'extra_key'];
    const key = keys[step % keys.length] ?? '';
    const child = corrupt(Reflect.get(value, key), rest, put);
    return Array.isArray(value)
      ? value.with(Math.min(Number(key) || 0, value.length - 1), child)
      : { ...value, [key]: child };
  }

  it('200 runs of corrupted bodies on POST, PUT and PATCH of every route', async () => {
    const document: { paths: Record<string, object> } = JSON.parse(
      await (await fetch(`${server.url}/openapi.json`)).text(),
    );
    const routes = Object.entries<object>(document.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((verb) => ['post', 'put', 'patch'].includes(verb))
        .map((verb) => ({ verb, path })),
    );
    expect(routes.length).toBeGreaterThan(30);
    const fill = (path: string) =>
      path
        .replace('{stack}', 'shop')
        .replace('{instance}', 'db')
        .replace('{path}', 'etc/a')
        .replace(/\{\w+\}/, 'postgres');
    const body = fc
      .tuple(fc.constantFrom(...shapes), fc.array(fc.nat(9), { maxLength: 4 }), evil)
      .map(([shape, path, put]) => corrupt(shape, path, put));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        fc.array(body, { minLength: 1, maxLength: 3 }),
        async ({ verb, path }, bodies) => {
          for (const each of bodies) {
            const answer = await send(server.url, verb.toUpperCase(), fill(path), JSON.stringify(each));
            if (answer.status >= 400) expectProblem(answer, answer.status);
            expect(answer.status).toBeLessThan(500);
          }
        },
      ),
      { numRuns: 200, seed: 20260101 },
    );
  }, 120_000);
});
