import { TARGETS } from '../../src/render/renderers.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';

/** The most statements that an import of any size may take. */
const STATEMENTS = 40;
const [FEW, MANY] = [100, 1000];
/** Ten times as many services: ten times the work, and something for noise. */
const RATIO = 20;

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, { name: 'redis', image_name: 'redis' });
});
afterAll(() => server.close());

interface Told {
  tag: number;
  /** Whether services have images of their own, or the one of a template. */
  image: 'own' | 'redis';
}

/** A file in which every service has ports, a secret, a volume and a dependency. */
function composeFile(count: number, { tag, image }: Told): string {
  const services = Array.from({ length: count }, (_, n) => {
    const name = image === 'own' ? `example/app-${n}` : image;
    return [
      `  s${n}:`,
      `    image: ${name}:${tag}`,
      `    ports: ["${20_000 + n}:80"]`,
      `    environment: { TAG: "${tag}", PASSWORD: "secret-${n}" }`,
      `    volumes: ["data-${n}:/data"]`,
      `    depends_on: [s${n === 0 ? 1 : 0}]`,
      '    x-devarch: { secrets: [PASSWORD] }',
    ].join('\n');
  });
  return `services:\n${services.join('\n')}\n`;
}

async function cost(path: string, body: object): Promise<{ statements: string[]; processor: number }> {
  const before = process.cpuUsage();
  const statements = await server.statements(async () => {
    const { status, text } = await server.http.post(path).send(body);
    expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
  });
  const { user, system } = process.cpuUsage(before);
  const told = statements.map((sql) => (sql.startsWith('ANALYZE') ? 'ANALYZE' : sql.slice(0, 100)));
  return { statements: told, processor: user + system };
}

const compose = (count: number, told: Told, more: object) => {
  return { format: 'compose', content: composeFile(count, told), ...more };
};
/** The same as templates, named by how many they are. */
const templates = (count: number, round: string, tag: number) => {
  const content = composeFile(count, { tag, image: 'own' });
  return { compose: content.replace(/\bs(\d+)\b/g, `${round}-$1`) };
};
/** An export in which every instance differs in one value. */
async function exported(round: string, value: number): Promise<string> {
  const { text } = await server.http.get(`/stacks/slim-${round}/export`).expect(200);
  return text.replaceAll('value: "1"', `value: "${value}"`);
}
const slim = (count: number) =>
  `services:\n${Array.from({ length: count }, (_, n) => `  s${n}: { image: redis, environment: { TAG: "1" } }\n`).join('')}`;

type Import = (count: number, round: string) => Promise<object> | object;

const IMPORTS: [path: string, what: string, Import][] = [
  [
    '/stacks/import',
    'a Compose file, all templates to be made',
    (count, round) => compose(count, { tag: 1, image: 'own' }, { name: `own-${round}` }),
  ],
  [
    '/stacks/import',
    'a Compose file that differs from the template everywhere',
    (count, round) => compose(count, { tag: 1, image: 'redis' }, { name: `redis-${round}` }),
  ],
  [
    '/stacks/import',
    'a Compose file that changes every instance',
    (count, round) => compose(count, { tag: 2, image: 'redis' }, { name: `redis-${round}`, mode: 'update' }),
  ],
  [
    '/stacks/import',
    'a Compose file that puts others in the place of all instances',
    (count, round) => {
      const content = composeFile(count, { tag: 3, image: 'redis' }).replace(/\bs(\d+)\b/g, 'r$1');
      return { format: 'compose', name: `redis-${round}`, mode: 'replace', content };
    },
  ],
  [
    '/stacks/import',
    'a Compose file of which a small export is made',
    (count, round) => ({ format: 'compose', name: `slim-${round}`, content: slim(count) }),
  ],
  [
    '/stacks/import',
    'an export as a new stack',
    async (_, round) => ({ format: 'devarch', name: `copy-${round}`, content: await exported(round, 1) }),
  ],
  [
    '/stacks/import',
    'an export that changes every instance',
    async (_, round) => {
      return { format: 'devarch', name: `copy-${round}`, mode: 'update', content: await exported(round, 2) };
    },
  ],
  ['/services/import', 'templates that are not there', (count, round) => templates(count, round, 1)],
  ['/services/import', 'templates that are all changed', (count, round) => templates(count, round, 2)],
  ['/services/import', 'templates that are as they should be', (count, round) => templates(count, round, 2)],
  [
    '/stacks/import',
    'a Compose file of which every service is another template',
    (count, round) => compose(count, { tag: 2, image: 'own' }, { name: `matched-${round}` }),
  ],
];

describe('an import takes as many statements for 1,000 services as for 100, and no more time for each', () => {
  it.each(IMPORTS)('%s: %s', async (path, _, request) => {
    const few = await cost(path, await request(FEW, 'few'));
    const many = await cost(path, await request(MANY, 'many'));
    expect(many.statements).toEqual(few.statements);
    expect(many.statements.length).toBeLessThanOrEqual(STATEMENTS);
    expect(many.processor / few.processor).toBeLessThan(RATIO);
  });
});

describe('after an import of 1,000 services', () => {
  it.each(TARGETS)('a render for %s never keeps others waiting for long', async (target) => {
    let [longest, last, renders] = [0, performance.now(), true];
    const look = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (renders) setImmediate(look);
    };
    look();
    const started = performance.now();
    await server.http.get(`/stacks/own-many/compose?target=${target}`).expect(200);
    renders = false;
    expect(longest).toBeLessThan((performance.now() - started) / 5);
  });
});
