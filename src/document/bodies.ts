import type { OpenAPIObject } from '@nestjs/swagger';
import { isObject } from '../common/fields.js';
import type { Operation } from './operations.js';

/** A body without an example gets the smallest that is valid: the required fields, each with its own example. */
export function showSmallestBody(operation: Operation, document: OpenAPIObject): void {
  const { requestBody } = operation;
  if (!requestBody || !('content' in requestBody)) return;
  for (const media of Object.values(requestBody.content)) {
    const schema = resolve(media.schema, document);
    const properties = Object.entries<unknown>(Object(schema.properties));
    const required = properties.filter(([name]) => [schema.required].flat().includes(name));
    const smallest = required.map(([name, field]) => [name, Reflect.get(Object(field), 'example')]);
    media.examples ??= { example: { value: Object.fromEntries(smallest) } };
  }
}

function resolve(schema: unknown, { components }: OpenAPIObject): Record<string, unknown> {
  if (!isObject(schema)) return {};
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return name === undefined ? schema : { ...components?.schemas?.[name] };
}
