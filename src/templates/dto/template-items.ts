import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiProperty,
  getSchemaPath,
  IntersectionType,
  OmitType,
  PartialType,
  PickType,
} from '@nestjs/swagger';
import { exampleOf } from '../../common/example.js';
import { Converted } from '../../common/conversions.js';
import { type FieldOptions, isObject, ListField, ObjectField } from '../../common/fields.js';
import { ReadOnlyField } from '../../common/read-only.js';
import { LIMITS } from '../../common/limits.js';
import { ConfigFileSpec } from '../../facets/config-files.js';
import { isSingle } from '../../facets/facet.js';
import { type FacetName, facetOf } from '../../facets/facets.js';

/** What every stored item of a template has besides its values. */
export class StoredItem {
  @ReadOnlyField({ description: 'Number of the row.', type: 'integer', example: 42 })
  id?: number;

  @ReadOnlyField({
    description: 'When the item was added.',
    type: 'string',
    format: 'date-time',
    example: '2026-01-31T09:30:00.000000Z',
  })
  created_at?: string;

  @ReadOnlyField({
    description: 'When its values last changed.',
    type: 'string',
    format: 'date-time',
    example: '2026-01-31T09:31:00.000000Z',
  })
  updated_at?: string;
}

/** One config file where the address has its path already. */
export class OneTemplateFile extends IntersectionType(
  OmitType(ConfigFileSpec, ['file_path']),
  PartialType(PickType(ConfigFileSpec, ['file_path'])),
  StoredItem,
) {}

/** A stored item: the spec's values beside the row's. */
export type Stored<Spec> = Spec & Required<StoredItem>;

const ITEM_FIELDS = ['id', 'created_at', 'updated_at'] as const satisfies (keyof StoredItem)[];

/** A facet in an answer. */
export function FacetShown(name: FacetName): PropertyDecorator {
  return withModels(name, ApiProperty(Object.assign({ required: true }, facetSchema(name))));
}

/**
 * A facet in a write, whole. The fields of `StoredItem` may be sent back as they are stored.
 */
export function FacetField(name: FacetName, options: Partial<FieldOptions> = {}): PropertyDecorator {
  const { noun, shape, of_template } = facetOf(name);
  const { spec } = of_template;
  const field = isSingle(facetOf(name))
    ? ObjectField(() => spec, { description: `The ${noun}, or null for none.`, nullable: true, shape, ...options })
    : ListField(() => spec, {
        description: `All ${noun}s, in any order.`,
        max: LIMITS.items,
        shape,
        sensitive: facetOf(name).sealing !== undefined,
        ...options,
      });
  const schema = isSingle(facetOf(name)) ? { type: 'object', ...itemSchema(name) } : listSchema(name);
  const parts = [field, withModels(name, ApiProperty(Object.assign({}, schema))), Converted(specsOnly)];
  return (target, property) => parts.forEach((part) => part(target, property));
}

/** The body of a whole-facet write: one required key, the facet's name. */
export function FacetBody(name: FacetName): MethodDecorator {
  const properties = { [name]: facetSchema(name) };
  const schema = { type: 'object', required: [name], properties, additionalProperties: false };
  const item = exampleOf(facetOf(name).of_template.spec);
  const examples = { example: { value: { [name]: isSingle(facetOf(name)) ? item : [item] } } };
  return applyDecorators(ApiExtraModels(facetOf(name).of_template.spec, StoredItem), ApiBody({ schema, examples }));
}

/** The schema of a facet: a list of items, or one item or null where a template has at most one. */
export function facetSchema(name: FacetName): object {
  return isSingle(facetOf(name)) ? { oneOf: [itemSchema(name), { type: 'null' }] } : listSchema(name);
}

function listSchema(name: FacetName): object {
  return { type: 'array', items: itemSchema(name), maxItems: LIMITS.items };
}

/** The schema of one stored item. */
export function itemSchema(name: FacetName): object {
  return {
    allOf: [facetOf(name).of_template.spec, StoredItem].map((part: Type<object>) => ({ $ref: getSchemaPath(part) })),
  };
}

function withModels(name: FacetName, property: PropertyDecorator): PropertyDecorator {
  return (target, key) => {
    ApiExtraModels(facetOf(name).of_template.spec, StoredItem)(target.constructor);
    property(target, key);
  };
}

/** The items without the server's fields; anything else passes to the check unchanged. */
function specsOnly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(specOnly);
  return specOnly(value);
}

/** An item without the server's fields; anything else unchanged. */
export function specOnly(item: unknown): unknown {
  if (!isObject(item) || !ITEM_FIELDS.some((field) => field in item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([key]) => !ITEM_FIELDS.some((field) => field === key)));
}
