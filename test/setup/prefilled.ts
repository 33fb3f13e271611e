import { isObject } from '../../src/common/fields.js';
import type { ApiDocument, Operation } from './api-document.js';

/** What is refused even so when all is pressed from top to bottom, and why. */
export const REFUSED = {
  syncSource: 'there is no such repository',
  notifySource: 'nobody has signed it',
  purgeStack: 'one stack was deleted, and restored right before: delete it again, then press this',
  purgeInstance: 'one instance was deleted, and restored right before: delete it again, then press this',
};

/** A request as Swagger UI fills it in when an operation is opened, read out of the document alone. */
export interface Prefilled {
  address: string;
  init: RequestInit;
}

/** The operations from top to bottom of the page: group by group, each in the order of the document. */
export function fromTopToBottom(api: ApiDocument): Operation[] {
  const groups = [api.json.tags].flat().map((tag) => String(Reflect.get(Object(tag), 'name')));
  return groups.flatMap((group) => api.operations.filter(({ tags = [] }) => tags[0] === group));
}

export function prefilled(api: ApiDocument, operation: Operation): Prefilled {
  const { parameters = [], requestBody, responses } = operation;
  const query = new URLSearchParams();
  let path = operation.path;
  for (const { name, in: place, schema = {}, ...parameter } of parameters) {
    const value = Reflect.get(parameter, 'example') ?? schema.example ?? schema.default;
    if (place === 'path') path = path.replace(`{${name}}`, String(value));
    else if (value !== undefined) query.set(name, String(value));
  }
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  const [accept = '*/*'] = Object.keys(success?.content ?? {});
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const headers = { accept, ...(type !== undefined && { 'content-type': type }) };
  const body = media && JSON.stringify(bodyOf(api, media));
  const address = query.size > 0 ? `${path}?${query.toString()}` : path;
  return { address, init: { method: operation.verb.toUpperCase(), headers, ...(body !== undefined && { body }) } };
}

/** The first of the examples, the example, or else what the schema gives. */
function bodyOf(api: ApiDocument, media: { schema?: object; example?: unknown; examples?: object }): unknown {
  const [first] = Object.values<unknown>({ ...media.examples });
  return isObject(first) ? first.value : (media.example ?? sampleOf(api, media.schema));
}

function sampleOf(api: ApiDocument, given: unknown): unknown {
  const schema = isObject(given) && typeof given.$ref === 'string' ? api.resolve(given.$ref) : given;
  if (!isObject(schema)) return undefined;
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (Array.isArray(schema.allOf)) return Object.assign({}, ...schema.allOf.map((part) => sampleOf(api, part)));
  const [alternative] = [schema.oneOf ?? schema.anyOf ?? []].flat();
  if (alternative) return sampleOf(api, alternative);
  const [type] = [schema.type].flat();
  if (type === 'array') return [sampleOf(api, schema.items)];
  if (type !== 'object') return { string: 'string', boolean: true, integer: 0, number: 0 }[String(type)];
  const written = Object.entries<unknown>(Object(schema.properties)).filter(([, part]) => !Object(part).readOnly);
  return Object.fromEntries(written.map(([name, part]) => [name, sampleOf(api, part)]));
}
