import { stringify } from 'yaml';
import { ApiDocument, type Operation } from '../setup/api-document.js';
import type { TestApp } from '../setup/app.js';
import { BodySchema, type ObjectPlace, placed } from '../setup/body-places.js';
import { expectProblem, send, startShop } from '../setup/raw-http.js';

/** Keys that every object has by birth, or that libraries treat as more than data. */
const KEYS = ['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'toJSON'];
const VALUES: unknown[] = [{ a: 1 }, 'x', null];

let server: TestApp;
let document: ApiDocument;

beforeAll(async () => {
  server = await startShop();
  document = new ApiDocument(JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text()));
});
afterAll(() => server.close());

const fill = (path: string) =>
  path
    .replace('{stack}', 'shop')
    .replace('{instance}', 'db')
    .replace('{path}', 'etc/postgresql/postgresql.conf')
    .replace(/\{\w+\}/, 'postgres');

const post = (path: string, body: object) => send(server.url, 'POST', `/api/v1${path}`, JSON.stringify(body));

/** The body with what else an option needs. */
const beside = (path: string[], body: object) =>
  placed('instance_id' in body ? { ...body, template: 'postgres' } : body, path.slice(0, -1), 'key', 'x-free');

/** The value of that option in an answer that has it. */
function optionIn(answer: unknown): unknown {
  const rows: { key?: string; value?: unknown }[] = [Object(answer).options ?? answer].flat();
  return rows.find(({ key }) => key === 'x-free')?.value;
}

interface Target {
  operation: Operation;
  schema: BodySchema;
  place: ObjectPlace;
}

function targets(): Target[] {
  return document.operations.flatMap((operation) => {
    const body = operation.requestBody?.content['application/json']?.schema;
    if (!body) return [];
    const schema = new BodySchema(document.json, body);
    return schema.places().map((place) => ({ operation, schema, place }));
  });
}

describe('a key that every object has by birth', () => {
  it('is refused by name in every object of every body, and kept where keys are free (P7)', async () => {
    const all = targets();
    expect(all.length).toBeGreaterThan(80);
    expect(all.filter(({ place }) => place.free).length).toBeGreaterThanOrEqual(2);
    let made = 0;
    for (const { operation, schema, place } of all)
      for (const key of KEYS)
        for (const value of VALUES) {
          const own = ['name', 'instance_id'].filter((name) => name in schema.least());
          const named = Object.fromEntries(own.map((name) => [name, `made-${++made}`]));
          const around = place.free
            ? beside(place.path, { ...schema.least(), ...named })
            : { ...schema.least(), ...named };
          const body = JSON.stringify(placed(around, place.path, key, value));
          const path = place.free ? operation.path.replace('{service}', 'postgres') : operation.path;
          const answer = await send(server.url, operation.verb.toUpperCase(), fill(path), body);
          const what = `${operation.verb} ${path} ${body}`;
          if (place.free) {
            expect([what, answer.status]).toEqual([what, operation.verb === 'post' ? 201 : 200]);
            expect([what, optionIn(JSON.parse(answer.text)) ?? { [key]: value }]).toEqual([what, { [key]: value }]);
          } else {
            const problem = expectProblem(answer, 400);
            expect([what, JSON.stringify(problem)]).toEqual([what, expect.stringContaining(key)]);
          }
        }
  }, 120_000);

  const devarch = () => ({
    devarch: 1,
    stack: { name: 'from-file' },
    instances: [
      {
        name: 'db',
        template: 'postgres',
        settings: { image_tag: '16' },
        overrides: {
          env_vars: [{ key: 'A', value: 'b' }],
          ports: [{ host_port: 1, container_port: 1 }],
          healthcheck: { test: 'true' },
        },
      },
    ],
  });
  const PLACES = [
    '',
    'stack',
    'instances/0',
    'instances/0/settings',
    'instances/0/overrides',
    'instances/0/overrides/env_vars/0',
    'instances/0/overrides/ports/0',
    'instances/0/overrides/healthcheck',
  ];

  it.each(PLACES)('is refused by name in a stack file, at /%s', async (place) => {
    for (const key of KEYS)
      for (const value of VALUES) {
        const content = JSON.stringify(placed(devarch(), place === '' ? [] : place.split('/'), key, value));
        const problem = expectProblem(await post('/stacks/import', { format: 'devarch', content }), 400);
        expect(problem.errors).toEqual(
          expect.arrayContaining([
            expect.objectContaining({ pointer: expect.stringContaining(`#${place && `/${place}`}/${key}`) }),
          ]),
        );
      }
  });

  it('is kept, or named as lost, wherever it stands in a Compose file', async () => {
    const names: Record<string, string[]> = {
      environment: ['services', 'web', 'environment'],
      labels: ['services', 'web', 'labels'],
      service: ['services', 'web'],
      services: ['services'],
      build: ['services', 'web', 'build', 'args'],
      healthcheck: ['services', 'web', 'healthcheck'],
      volumes: ['volumes'],
      top: [],
      extension: ['services', 'web', 'x-devarch'],
      logging: ['services', 'web', 'logging', 'options'],
    };
    let made = 0;
    for (const key of KEYS)
      for (const [where, path] of Object.entries(names)) {
        const file = { services: { web: { image: 'nginx:1', healthcheck: { test: 'true' } } } };
        const value = where === 'services' ? { image: 'nginx:1' } : 'x';
        const content = stringify(placed(file, path, key, value));
        const answer = await post('/stacks/import', { format: 'compose', content, name: `made-${++made}` });
        expect([where, key, answer.status < 500]).toEqual([where, key, true]);
        const render = await send(server.url, 'GET', `/api/v1/stacks/made-${made}/compose`);
        const told = answer.text + render.text;
        expect([where, key, told.includes(key) || (where === 'services' && told.includes('made'))]).toEqual([
          where,
          key,
          true,
        ]);
      }
  }, 60_000);
});
