import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { isObject } from '../../src/common/fields.js';
import { FACET_NAMES } from '../../src/facets/facets.js';
import { ApiDocument, type Operation } from '../setup/api-document.js';

/** A client that openapi-typescript makes of openapi.json takes the smallest bodies, under the strict rules. */
const JSON_TYPE = 'application/json';

let api: ApiDocument;
let folder: string;
beforeAll(async () => {
  api = new ApiDocument(JSON.parse(await readFile('openapi.json', 'utf8')));
  folder = await mkdtemp(join(tmpdir(), 'devarch-client-'));
  await writeFile(join(folder, 'api.ts'), astToString(await openapiTS(JSON.stringify(api.json))));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The required fields alone, each with its example. */
function smallest(given: unknown): unknown {
  const schema = isObject(given) && typeof given.$ref === 'string' ? api.resolve(given.$ref) : given;
  if (!isObject(schema)) return undefined;
  if (Array.isArray(schema.allOf)) return Object.assign({}, ...schema.allOf.map(smallest));
  const [alternative] = [schema.anyOf ?? schema.oneOf ?? []].flat();
  if (alternative) return smallest(alternative);
  const [type] = [schema.type].flat();
  if (type === 'array') return [smallest(schema.items)];
  if (type !== 'object') return schema.example ?? [schema.enum].flat()[0] ?? (type === 'string' ? 'text' : 1);
  const required = [schema.required ?? []].flat().map(String);
  return Object.fromEntries(required.map((name) => [name, smallest(Reflect.get(Object(schema.properties), name))]));
}

const typeOf = (id: string) => `NonNullable<operations['${id}']['requestBody']>['content']['${JSON_TYPE}']`;

function errorsOf(lines: string[]): string[] {
  const path = join(folder, 'use.ts');
  const options = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
  };
  const host = ts.createCompilerHost(options);
  const readFileOf = host.readFile.bind(host);
  const text = ["import type { operations } from './api.js';", ...lines].join('\n');
  host.readFile = (name) => (name === path ? text : readFileOf(name));
  host.fileExists = (name) => name === path || ts.sys.fileExists(name);
  const program = ts.createProgram([path], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file?.text.slice(0, start).split('\n').length ?? 0;
    return `${file?.text.split('\n')[line - 1] ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

it('the smallest body of every operation, and of every facet a removal; a wrong one is an error', () => {
  const written = api.operations.filter(({ requestBody }) => requestBody !== undefined);
  const body = ({ requestBody }: Operation) => JSON.stringify(smallest(requestBody?.content[JSON_TYPE]?.schema));
  const bodies = written.map(
    (each) => `export const ${each.operationId}: ${typeOf(String(each.operationId))} = ${body(each)};`,
  );
  const removals: Record<string, string> = {
    Ports: `{ ports: [{ container_port: 5432, removed: true }] }`,
    Volumes: `{ volumes: [{ target: '/data', removed: true }] }`,
    EnvVars: `{ env_vars: [{ key: 'LANG', removed: true }] }`,
    Labels: `{ labels: [{ key: 'team', removed: true }] }`,
    Domains: `{ domains: [{ domain: 'shop.localhost', removed: true }] }`,
    Healthcheck: `{ healthcheck: { removed: true } }`,
    Options: `{ options: [{ key: 'shm_size', removed: true }] }`,
    Files: `{ config_files: [{ file_path: '/etc/app.conf', removed: true }] }`,
  };
  const lists = Object.entries(removals).map(
    ([name, value]) => `export const r${name}: ${typeOf(`replace${name}`)} = ${value};`,
  );
  const one = `export const rFile: ${typeOf('replaceFile')} = { removed: true };`;
  expect(Object.keys(removals)).toHaveLength(FACET_NAMES.length);
  expect(written.length).toBeGreaterThan(30);
  const wrong = `export const wrong: ${typeOf('createStack')} = { nam: 'shop' };`;
  expect(errorsOf([...bodies, ...lists, one, wrong])).toEqual([expect.stringContaining(wrong)]);
});
