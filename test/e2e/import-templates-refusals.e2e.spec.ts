import { CatalogService } from '../../src/catalog/catalog.service.js';
import { TemplateImportService } from '../../src/transfer/template-import.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpTables } from '../setup/dump.js';
import { invalid } from '../setup/story.js';
import { FILE } from '../setup/services-file.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const PATH = '/services/import';
const importFile = (compose: string, more: object = {}, query = '') =>
  server.http.post(`${PATH}${query}`).send({ compose, ...more });

it('imports all or nothing', async () => {
  const before = await dumpTables(server);
  const compose =
    'services: {one: {image: a}, two: {image: b, x-devarch: {category: nope}}, shop-db: {image: postgres:1}}';
  const { body } = await importFile(compose).expect(400);
  expect(body.errors).toEqual([
    {
      pointer: '/compose#/services/two',
      reason: expect.stringMatching(/^gives \/category, which names no category/),
      given: '"nope"',
    },
  ]);
  expect(await dumpTables(server)).toEqual(before);
});

it('of two imports of a new template exactly one creates it', async () => {
  const both = await Promise.all(['a', 'b'].map((image) => importFile(`services: {raced: {image: ${image}}}`)));
  const outcomes = both.map(({ status, body }) => (status === 200 ? body.services[0].result : status));
  expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
  expect(['updated', 409]).toContain(outcomes.find((outcome) => outcome !== 'created'));
});

it.each([
  ['no YAML', 'services: [', '/compose', /^is not valid YAML at line 1, column \d+: /],
  [
    'a repeated key',
    'services: {a: {image: x, image: y}}',
    '/compose#/services/a/image',
    /stands twice .*\(line 1, col/,
  ],
  ['no services', 'a: 1', '/compose#/services', /^must be a map of services$/],
  ['neither image nor build', 'services: {a: {tty: true}}', '/compose#/services/a', /^must have an image/],
  [
    'an image that is a variable',
    'services: {a: {image: "${A}"}}',
    '/compose#/services/a/image',
    /^has in its name A, which is not known/,
  ],
  [
    'extends to nowhere',
    'services: {a: {extends: b}}',
    '/compose#/services/a/extends',
    /^must name a service of this file$/,
  ],
  ['deep nesting', `a: ${'['.repeat(500)}`, '/compose', /^must not be nested deeper than/],
  [
    'too many values',
    `a: &a [${'x,'.repeat(200)}]\nb: &b [${'*a,'.repeat(200)}]\nc: [${'*b,'.repeat(200)}]\nservices: {}`,
    '/compose',
    /^must hold at most/,
  ],
])('refuses %s', async (_, compose, pointer, reason) => {
  const { body } = await importFile(compose).expect(400);
  expect(body.errors[0]).toMatchObject({ pointer, reason: expect.stringMatching(reason) });
});

it('refuses wrong bodies and options', async () => {
  expect((await server.http.post(PATH).send({ compos: 'a' }).expect(400)).body.errors).toMatchObject([
    { pointer: '/compos', reason: 'is not known here; did you mean compose?' },
  ]);
  expect((await importFile('', {}).expect(400)).body).toEqual(
    invalid(PATH, '/compose', 'must be a text of 1 to 1048576 characters'),
  );
  expect((await importFile(FILE, {}, '?dryrun=true').expect(400)).body.errors[0].reason).toBe(
    'is not known here; did you mean dry_run?',
  );
});

it('never repeats what stands in the file', async () => {
  const { text } = await importFile('services: {a: {image: "hunter2 hunter2"}}\nb: "hunter2').expect(400);
  expect(text).not.toContain('hunter2');
});

it('is there for other services, in their transaction', async () => {
  const imports = server.get(TemplateImportService);
  const failed = server.dataSource.transaction(async (tx) => {
    const { services } = await imports.import({ compose: 'services: {mine: {image: a}}' }, {}, tx);
    expect(services).toMatchObject([{ result: 'created' }]);
    const rehearsed = await imports.import({ compose: 'services: {mine: {image: b}}' }, { dry_run: true }, tx);
    expect(rehearsed.services).toMatchObject([{ result: 'updated' }]);
    const [row] = await tx.query("SELECT image_name FROM services WHERE name = 'mine'");
    expect(row.image_name).toBe('a');
    throw new Error('the caller changed its mind');
  });
  await expect(failed).rejects.toThrow('the caller changed its mind');
  await server.http.get('/services/mine').expect(404);
});
