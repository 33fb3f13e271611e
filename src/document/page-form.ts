import type { OpenAPIObject } from '@nestjs/swagger';
import { isObject } from '../common/fields.js';

/**
 * The document as the page gets it: the same in the words of OpenAPI 3.0, of which the page unfolds an operation several
 * times as fast. Of 3.1 it reads the whole document anew at every press, and holds up the presses that follow.
 */
export function inPageForm(document: OpenAPIObject): OpenAPIObject {
  const text = JSON.stringify({ ...document, openapi: '3.0.3' });
  return JSON.parse(text, (_, value: unknown) => (isObject(value) ? nullable(value) : value));
}

/** 3.0 has no type `null`, only values that may be null besides. */
function nullable(schema: Record<string, unknown>): Record<string, unknown> {
  const { type } = schema;
  if (type === 'null') return { ...schema, type: 'object', enum: [null], nullable: true };
  if (!Array.isArray(type)) return schema;
  return { ...schema, type: type.find((one) => one !== 'null'), nullable: true };
}
