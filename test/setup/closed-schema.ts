import { isObject } from '../../src/common/fields.js';

/** Schemas that refuse what they do not mention, so that an answer cannot have a property that no document names. */

/** A document; its models stay open, because one may be used alone or as a part of an allOf. */
export function closedDocument(json: Record<string, unknown>): Record<string, unknown> {
  const { components, ...rest } = json;
  const { schemas, ...others } = Object(components);
  const models = Object.entries(Object(schemas)).map(([name, model]) => [name, inner(model)]);
  return { ...Object(closed(rest)), components: { ...Object(closed(others)), schemas: Object.fromEntries(models) } };
}

/** A schema where it is used, or anything that has some in it. */
export function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (!isObject(value)) return value;
  if ('$ref' in value) return { allOf: [value], unevaluatedProperties: false };
  const refuses = ('properties' in value || 'allOf' in value) && !('additionalProperties' in value);
  return { ...inner(value), ...(refuses && { unevaluatedProperties: false }) };
}

/** What is in a schema, closed; a part of an allOf is not, because the others say more. */
function inner(schema: unknown): object {
  return Object.fromEntries(Object.entries(Object(schema)).map(([key, part]) => [key, closedPart(key, part)]));
}

function closedPart(key: string, part: unknown): unknown {
  if (key === 'allOf' && Array.isArray(part)) return part.map((each) => (isModel(each) ? each : inner(each)));
  return key === 'properties' ? inner(part) : closed(part);
}

function isModel(schema: unknown): boolean {
  return isObject(schema) && '$ref' in schema;
}
