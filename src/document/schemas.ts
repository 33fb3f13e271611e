import type { OpenAPIObject } from '@nestjs/swagger';
import { isObject } from '../common/fields.js';
import { type Operation, operationsOf } from './operations.js';

type Schemas = Record<string, Record<string, unknown>>;

const BELOW = '#/components/schemas/';

/**
 * What is both written and answered becomes two schemas. Written, a field with a default may be left out, and the default
 * stands in its description, as generators take `default` for "always there"; answered, every field is there.
 */
export function splitSchemas(document: OpenAPIObject): void {
  const operations = operationsOf(document.paths);
  const schemas: Schemas = JSON.parse(JSON.stringify(document.components?.schemas ?? {}));
  const written = reachable(
    operations.map(({ requestBody }) => requestBody),
    schemas,
  );
  const answered = reachable(
    operations.map(({ responses }) => responses),
    schemas,
  );
  const both = [...written].filter((name) => answered.has(name));
  for (const name of written) {
    const given = schemas[name] ?? {};
    const input = withInputs(withoutDefaults(given), both);
    schemas[both.includes(name) ? `${name}Input` : name] = isObject(input) ? input : {};
  }
  for (const name of both) schemas[name] = whole(schemas[name] ?? {});
  operations.forEach((operation) => useInputs(operation, both));
  document.components = Object.assign({}, document.components, { schemas });
}

/** The names of the schemas that these parts of the document lead to. */
function reachable(parts: unknown, schemas: Schemas, found = new Set<string>()): Set<string> {
  for (const [, name = ''] of (JSON.stringify(parts) ?? '').matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (found.has(name)) continue;
    found.add(name);
    reachable(schemas[name], schemas, found);
  }
  return found;
}

function useInputs(operation: Operation, both: string[]): void {
  const { requestBody } = operation;
  if (!requestBody || !('content' in requestBody)) return;
  for (const media of Object.values(requestBody.content)) {
    media.schema = Object.assign({}, withInputs(media.schema, both));
  }
}

function withInputs(part: unknown, both: string[]): unknown {
  return JSON.parse(JSON.stringify(part ?? {}), (key, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string') return value;
    return both.includes(value.slice(BELOW.length)) ? `${value}Input` : value;
  });
}

function withoutDefaults(schema: Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries<unknown>(Object(schema.properties)).map(([name, field]) => {
    if (!isObject(field) || !('default' in field)) return [name, field];
    const { default: value, description, ...rest } = field;
    return [name, { ...rest, description: `${String(description)} Left out: ${JSON.stringify(value)}.` }];
  });
  return { ...schema, properties: Object.fromEntries(fields) };
}

/** An object of which everything may be left out, also in an answer, stays as it is. */
function whole(schema: Record<string, unknown>): Record<string, unknown> {
  const given = Object.values<object>(Object(schema.properties));
  if (!schema.required && !given.some((field) => 'default' in field || 'readOnly' in field)) return schema;
  const fields = Object.entries<unknown>(Object(schema.properties)).map(([name, field]) => {
    const { default: _default, ...rest } = Object(field);
    return [name, rest];
  });
  return { ...schema, properties: Object.fromEntries(fields), required: fields.map(([name]) => name) };
}
