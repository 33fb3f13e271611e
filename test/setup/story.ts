import { FACET_NAMES, type FacetMap, type FacetName, facetOf } from '../../src/facets/facets.js';
import type { InstanceDetail, InstanceSummary } from '../../src/instances/dto/instance-answers.js';
import type { StackAnswer } from '../../src/stacks/dto/stack-answers.js';
import type { TestApp } from './app.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from './factories.js';
import { perSetting, type SettingMap } from '../../src/settings/settings.js';

/** What stories of stacks, instances and overrides have in common: steps, and what answers look like. */

export const TIME: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
export const ID: unknown = expect.any(Number);
/** What the server adds to a thing that it stores. */
export const STORED = { id: ID, created_at: TIME, updated_at: TIME };

export const NO_SETTINGS = perSetting(() => null);
/** Settings with a value in every one of them. */
export const ALL_SETTINGS = {
  image_name: 'quay.io/acme/db',
  image_tag: '9.1',
  command: '["run","--fast"]',
  restart_policy: 'on-failure:3',
  user_spec: '1000:1000',
} satisfies SettingMap;
export const NO_COUNTS = {
  ...{ ports: 0, volumes: 0, env_vars: 0, labels: 0, domains: 0, healthcheck: 0, config_files: 0, options: 0 },
};
/** What `overrideAll` leaves: two rows per facet, one healthcheck. */
export const ALL_COUNTS = {
  ...{ ports: 2, volumes: 2, env_vars: 2, labels: 2, domains: 2, healthcheck: 1, config_files: 2, options: 2 },
};

/** Items for a template, so that every facet has something to remove. */
export const TEMPLATE_ITEMS: Partial<FacetMap<readonly object[]>> = Object.fromEntries(
  FACET_NAMES.map((name) => [name, [ANOTHER_OF_EACH[name]]]),
);

const PROBLEMS = {
  400: { type: 'urn:devarch:problem:invalid-input', title: 'Invalid input' },
  404: { type: 'urn:devarch:problem:not-found', title: 'Not found' },
  409: { type: 'urn:devarch:problem:conflict', title: 'Conflict' },
  422: { type: 'urn:devarch:problem:impossible', title: 'Not possible here' },
};

/** The whole body of a refusal; the path is that below the prefix. */
export function problem(status: keyof typeof PROBLEMS, path: string, detail: string): object {
  return { ...PROBLEMS[status], status, detail, instance: `/api/v1${path}` };
}

/** The whole body of a refusal for one wrong field. */
export function invalid(path: string, where: string, reason: string, given?: string): object {
  const detail = `${where === '' ? 'The body' : where} ${reason}${reason.endsWith('?') ? '' : '.'}`;
  const place = /^(\/|$)/.test(where) ? { pointer: where } : { parameter: where };
  return { ...problem(400, path, detail), errors: [{ ...place, reason, ...(given !== undefined && { given }) }] };
}

export async function newStack(server: TestApp, name: string, more: object = {}): Promise<StackAnswer> {
  const { body } = await server.http
    .post('/stacks')
    .send({ name, ...more })
    .expect(201);
  return body;
}

export async function newInstance(
  server: TestApp,
  stack: string,
  instance_id: string,
  more: object = {},
): Promise<InstanceSummary> {
  const { body } = await server.http
    .post(`/stacks/${stack}/instances`)
    .send({ instance_id, template: 'postgres', ...more })
    .expect(201);
  return body;
}

export async function getInstance(server: TestApp, path: string): Promise<InstanceDetail> {
  return (await server.http.get(path).expect(200)).body;
}

/** A facet in a body: a list, or for the healthcheck its only item or null. */
export function facetBody(name: FacetName, items: readonly object[]): object {
  return { [name]: name === 'healthcheck' ? (items[0] ?? null) : items };
}

/** Replaces a facet's overrides and returns the stored rows, always as a list. */
export async function putFacet(
  server: TestApp,
  instance: string,
  name: FacetName,
  items: readonly object[],
): Promise<object[]> {
  const { body } = await server.http
    .put(`${instance}/${facetOf(name).path}`)
    .send(facetBody(name, items))
    .expect(200);
  return [body ?? []].flat();
}

/** Sets one item and removes the template's in every facet; of the healthcheck, which is one, it is either. */
export function allOverrides(name: FacetName): object[] {
  const set = ONE_OF_EACH[name];
  return name === 'healthcheck' ? [set] : [set, { ...ANOTHER_OF_EACH[name], removed: true }];
}

export async function overrideAll(server: TestApp, instance: string): Promise<void> {
  for (const name of FACET_NAMES) await putFacet(server, instance, name, allOverrides(name));
}

/** Items as they are answered. */
export function storedRows(items: readonly object[]): object[] {
  return items.map((item) => ({ removed: false, ...shownItem(item), ...STORED }));
}

/** An item that holds no secret as it is answered: where there could be one, it says that there is none. */
export function shownItem(item: object): object {
  return 'is_secret' in item ? { fingerprint: null, ...item } : item;
}

/** The copy that is expected of an instance: rows with ids of their own, all else the same but for the changes. */
export function copyOf(detail: InstanceDetail, changes: object): object {
  const rows = FACET_NAMES.map((name) => {
    const value: unknown = detail[name];
    const copied = Array.isArray(value) ? value.map((row: object) => ({ ...row, id: ID })) : value;
    return [name, name === 'healthcheck' && value !== null ? { ...detail[name], id: ID } : copied];
  });
  return { ...detail, ...Object.fromEntries(rows), ...STORED, ...changes };
}

/** The path of the next page below the prefix, out of the Link header. */
function nextPage(headers: Record<string, string>): string | undefined {
  return /^<\/api\/v1(.*)>; rel="next"$/.exec(headers.link ?? '')?.[1];
}

/** All pages of a list, by following Link to the end. */
export async function allPages(server: TestApp, path: string): Promise<object[][]> {
  const pages: object[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { body, headers } = await server.http.get(next).expect(200);
    pages.push(body);
    next = nextPage(headers);
  }
  return pages;
}

/** Every item's value of one property. */
export function each(items: readonly object[], property: string): unknown[] {
  return items.map((item) => Reflect.get(item, property) as unknown);
}

/** The number that a statement counts. */
export async function count(server: TestApp, sql: string, parameters: unknown[] = []): Promise<number> {
  const [row] = await server.dataSource.query<{ count: string }[]>(sql, parameters);
  return Number(row?.count);
}
