import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { invalid } from '../setup/story.js';

const MIB = 1_048_576;

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ BODY_LIMIT: String(24 * MIB) });
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const PATH = '/stacks/import';
const importFile = (content: string, more: object = {}) =>
  server.http.post(PATH).send({ format: 'compose', content, ...more });
const services = (...lines: string[]) => `services:\n${lines.map((line) => `  ${line}\n`).join('')}`;

const A = 'a: {image: redis:7, environment: {X: "1"}}';

describe('refusals', () => {
  it('name the wrong fields of the body', async () => {
    const { body } = await server.http
      .post(PATH)
      .send({ format: 'helm', mode: 'merge', unmatched: 1, x: 2 })
      .expect(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      ...['/format', '/mode', '/unmatched', '/x'],
    ]);
    expect((await importFile(services(A)).expect(400)).body).toMatchObject({
      errors: [{ pointer: '/content#/name', reason: 'is required, in the file or beside it: it names the stack' }],
    });
    expect((await importFile(services(A), { name: 'My Stack' }).expect(400)).body.errors[0].reason).toContain(
      'try my-stack',
    );
  });

  it.each([
    ['10 MiB', `${services(A)}# ${'x'.repeat(10 * MIB)}`, '/content', 'must be a text of 1 to 1048576 characters'],
    ['a wide list of 10 MiB', `a: [${'x,'.repeat(5 * MIB)}]`, '/content', 'must be a text of 1 to 1048576 characters'],
    [
      'many small values',
      `services: {a: {image: x, command: [${'x,'.repeat(400_000)}]}}`,
      '/content',
      'must have at most 150000 YAML elements',
    ],
    [
      'deep nesting',
      `services: ${'{a: '.repeat(60)}1${'}'.repeat(60)}`,
      '/content',
      'must not be nested deeper than 32 levels',
    ],
    ['endless nesting', '['.repeat(MIB - 10), '/content', 'must not be nested deeper than 64'],
    [
      'a YAML bomb',
      `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi'].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`).join('\n')}\nservices: {a: {image: x}}`,
      '/content',
      'must hold at most 100000 values',
    ],
    [
      'repeated services',
      'services:\n  a: {image: x}\n  a: {image: y}\n',
      '/content#/services/a',
      'stands twice in the same map (line 3, column 3)',
    ],
    [
      'an unknown anchor',
      'services: {a: *b}',
      '/content#/services/a',
      'is an alias, and no anchor before it has that name; a text that begins with * stands in quotes (line 1, column 15)',
    ],
  ])(
    'of %s come before anything is asked of the database, name the place and take little memory',
    async (_, content, pointer, reason) => {
      const before = process.memoryUsage().rss;
      const statements = await server.statements(async () => {
        const { body } = await importFile(content, { name: 'bad' }).expect(400);
        expect(body).toEqual(invalid(PATH, pointer, reason));
      });
      expect(statements).toEqual([]);
      expect(process.memoryUsage().rss - before).toBeLessThan(600 * MIB);
    },
  );

  it('never repeat a value of the file', async () => {
    const { text } = await importFile('services: {a: {image: x, environment: {P: hunter2}}}\nb: "hunter2', {
      name: 'bad',
    });
    expect(text).not.toContain('hunter2');
  });
});
