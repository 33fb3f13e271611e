import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { covers, type Difference, differences, semanticsOf } from '../setup/compose-semantics.js';

/** Files written for this purpose after well-known set-ups: in as a stack, out as a file that means the same. */
const FOLDER = 'test/compose-files';
const files = readdirSync(FOLDER).map((file) => file.replace(/\.yaml$/, ''));

interface Loss {
  code: string;
  where: string;
}

interface InstanceReport {
  instance_id: string;
  result: string;
  template: string;
  matched_by: string;
  losses: Loss[];
}

interface ImportReport {
  instances: InstanceReport[];
  losses: Loss[];
}

let server: TestApp;
const matched: string[] = [];

beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

function original(name: string): string {
  return readFileSync(join(FOLDER, `${name}.yaml`), 'utf8');
}

/** The nearest name that an instance may have. */
function rename(service: string): string {
  return service.replaceAll('_', '-');
}

async function importStack(name: string, content: string, more: object = {}): Promise<ImportReport> {
  const { body } = await server.http.post('/stacks/import').send({ format: 'compose', name, content, ...more });
  expect(body).toMatchObject({ stack: { name } });
  return body;
}

async function render(name: string, query = ''): Promise<string> {
  const answer = await fetch(`${server.api}/stacks/${name}/compose${query}`);
  expect(answer.status).toBe(200);
  return answer.text();
}

/** The variables of a stack as Compose finds them in `.env`; one without a value stands for itself, in every form alike. */
async function variablesOf(name: string): Promise<Map<string, string>> {
  const { body: named } = await server.http
    .post(`/stacks/${name}/compose/env/reveal?variables=keep`)
    .set('Accept', 'application/json')
    .expect(200);
  const { body: all } = await server.http.get(`/stacks/${name}/variables`).expect(200);
  const open = all.map(({ key, value }: { key: string; value: string | null }) => [key, value ?? `<${key}>`]);
  const known = named.map((variable: { name: string; value?: string }) => [
    variable.name,
    variable.value ?? `<${variable.name}>`,
  ]);
  return new Map([...open, ...known]);
}

function servicesOf(text: string): Set<string> {
  return new Set([...semanticsOf(text, { rename }).keys()].map((pointer) => pointer.split('/')[2] ?? ''));
}

/** A variable that the file passes on by its name alone is named by the render. */
function isPassedOn({ before, after, pointer }: Difference): boolean {
  return before === null && after === `<${pointer.split('/').at(-1)}>`;
}

/** Where the import, or afterwards the render, says that something could not be kept; pointers into the file. */
async function reportedPlaces(name: string, { losses, instances }: ImportReport): Promise<string[]> {
  const { body } = await server.http.get(`/stacks/${name}/compose?report=true`).expect(200);
  const rendering = body.losses.map(({ instance_id, where }: Loss & { instance_id: string }) => {
    const key = where.replace(/^\/options/, '').split('/')[1] ?? '';
    return `/services/${instance_id}/${RENDERED_AS.get(key) ?? key}`;
  });
  const importing = [...losses, ...instances.flatMap((instance) => instance.losses)].map(({ where, code }) => {
    const place = where.replace(/^\/content#/, '').replace(/^\/services\/[^/]+/, rename);
    return /^\/services\/[^/]+$/.test(place) ? `${place}/${OF_WHOLE_SERVICES.get(code)}` : place;
  });
  return [...importing, ...rendering];
}

/** The key that is meant by what is said of a service as a whole. */
const OF_WHOLE_SERVICES = new Map([['name-changed', 'networks']]);

const RENDERED_AS = new Map([
  ['dependencies', 'depends_on'],
  ['config_files', 'configs'],
]);

/** What docs/compose.md says of every file: our names of containers, and the one network of the stack. */
function isOurs({ pointer, before }: Difference): boolean {
  return (
    before === undefined &&
    /^\/services\/[^/]+\/(container_name|image|networks\/default)(\/definition\/name)?$/.test(pointer)
  );
}

/** A network of the file that is named as dropped is so for every service on it. */
function isOfNetwork({ pointer }: Difference, places: string[]): boolean {
  const [, network] = /^\/services\/[^/]+(\/networks\/[^/]+)/.exec(pointer) ?? [];
  return network !== undefined && places.includes(network);
}

it('knows enough files', () => {
  expect(files.length).toBeGreaterThanOrEqual(25);
});

describe.each(files)('%s', (name) => {
  let report: ImportReport;
  let rendered: string;
  let waiting: string[];
  const services = servicesOf(original(name));

  it('comes in', async () => {
    report = await importStack(name, original(name));
    matched.push(...report.instances.map(({ matched_by }) => matched_by));
    expect(report.instances.map(({ instance_id }) => instance_id).toSorted()).toEqual([...services].toSorted());
    waiting = report.instances
      .filter(({ losses }) => losses.some(({ code }) => code === 'profiles-disabled'))
      .map(({ instance_id }) => instance_id);
  });

  it('starts what would start', async () => {
    const { body } = await server.http.get(`/stacks/${name}/instances`).expect(200);
    for (const { instance_id, enabled } of body) {
      const path = `/stacks/${name}/instances/${instance_id}`;
      expect({ instance_id, enabled }).toEqual({ instance_id, enabled: !waiting.includes(instance_id) });
      if (!enabled) await server.http.put(path).send({ enabled: true }).expect(200);
    }
  });

  it('comes out meaning the same, but for what was reported', async () => {
    rendered = await render(name);
    const variables = await variablesOf(name);
    const before = semanticsOf(original(name), { rename, variables });
    const after = semanticsOf(await render(name, '?variables=keep'), { variables });
    const places = await reportedPlaces(name, report);
    const silent = differences(before, after).filter(
      (difference) =>
        !isOurs(difference) &&
        !isPassedOn(difference) &&
        !isOfNetwork(difference, places) &&
        !places.some((place) => covers(place, difference.where)),
    );
    const waits = waiting.map((instance) => `/services/${instance}/depends_on`);
    expect(silent.filter(({ where }) => !waits.some((place) => covers(place, where)))).toEqual([]);
  });

  it('stores nothing but differences', async () => {
    const { body } = await server.http.get(`/stacks/${name}/overrides/findings`).expect(200);
    expect(body).toEqual([]);
  });

  it.each([
    ['rendered', () => rendered],
    ['rendered file with variables', () => render(name, '?variables=keep')],
    ['original', () => original(name)],
  ])('stays as it is when the %s file comes in again', async (_, content) => {
    const again = await importStack(name, await content(), { mode: 'update' });
    expect(again.instances.filter(({ result }) => result !== 'unchanged')).toEqual([]);
    expect(await render(name)).toBe(rendered);
  });
});

it('finds the templates of the catalogue for much of it', () => {
  expect(matched.filter((by) => by === 'image').length).toBeGreaterThan(matched.length / 3);
});
