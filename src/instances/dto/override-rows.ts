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
import { exampleOf, fieldsOf } from '../../common/example.js';
import { BooleanField } from '../../common/fields.js';
import { ReadOnlyField } from '../../common/read-only.js';
import { LIMITS } from '../../common/limits.js';
import { ConfigFileSpec } from '../../facets/config-files.js';
import { type Facet, isSingle } from '../../facets/facet.js';
import { type FacetMap, type FacetName, facetOf } from '../../facets/facets.js';

/** What every override row has besides its spec. */
export class OverrideRow {
  @BooleanField({
    description: 'Takes the template item with this key away; the values are then those of the template.',
    sensitive: true,
    example: false,
  })
  removed: boolean = false;

  @ReadOnlyField({ description: 'Number of the row.', type: 'integer', example: 42 })
  id?: number;

  @ReadOnlyField({
    description: 'When the key was first overridden.',
    type: 'string',
    format: 'date-time',
    example: '2026-01-31T09:30:00.000000Z',
  })
  created_at?: string;

  @ReadOnlyField({
    description: 'When the value last changed.',
    type: 'string',
    format: 'date-time',
    example: '2026-01-31T09:31:00.000000Z',
  })
  updated_at?: string;
}

/** One config file where the address has its path already. */
export class OneConfigFile extends IntersectionType(
  OmitType(ConfigFileSpec, ['file_path']),
  PartialType(PickType(ConfigFileSpec, ['file_path'])),
) {}

/** A stored override: the spec's values beside the row's. */
export type Stored<Spec> = Spec & Required<OverrideRow>;

export function rowSchema(spec: Type<object>): object {
  return { allOf: [{ $ref: getSchemaPath(spec) }, { $ref: getSchemaPath(OverrideRow) }] };
}

/** A list of override rows in an answer. */
export function OverrideList(spec: Type<object>): PropertyDecorator {
  return documented(spec, ApiProperty({ type: 'array', items: rowSchema(spec), required: true }));
}

/** The one override row of the healthcheck, or null, in an answer. */
export function OverrideItem(spec: Type<object>): PropertyDecorator {
  return documented(spec, ApiProperty({ oneOf: [rowSchema(spec), { type: 'null' }], required: true }));
}

function documented(spec: Type<object>, property: PropertyDecorator): PropertyDecorator {
  return (target, name) => {
    ApiExtraModels(spec, OverrideRow)(target.constructor);
    property(target, name);
  };
}

/** The schema of a facet's rows: a list, or one row or null where an owner has at most one. */
export function facetSchema(facet: Facet): object {
  const row = rowSchema(facet.spec);
  return isSingle(facet) ? { oneOf: [row, { type: 'null' }] } : { type: 'array', items: row, maxItems: LIMITS.items };
}

const REMOVED = { type: 'boolean', enum: [true], description: 'Takes the template item away.' };

/** The removal of an item whose key stands in the address. */
export const REMOVAL = { type: 'object', required: ['removed'], properties: { removed: REMOVED } };

/** A row that takes a template item away: what its key is made of, and that it is removed. */
function removalSchema(facet: Facet): object {
  const fields = fieldsOf(facet.spec);
  const keys = facet.key_columns.map((name) => {
    const { type, description, example } = fields[name] ?? {};
    return [name, { type, description, example }];
  });
  const required = [...facet.key_columns.filter((name) => fields[name]?.required), 'removed'];
  return { type: 'object', required, properties: { ...Object.fromEntries(keys), removed: REMOVED } };
}

/** The overrides of a facet in a write, removals included. */
export function writtenSchema(facet: Facet): object {
  const either = [rowSchema(facet.spec), removalSchema(facet)];
  if (isSingle(facet)) return { anyOf: [...either, { type: 'null' }] };
  return { type: 'array', items: { anyOf: either }, maxItems: LIMITS.items };
}

const KEY_EXAMPLES: FacetMap<string> = {
  ports: '5432/tcp',
  volumes: '/var/lib/postgresql/data',
  env_vars: 'POSTGRES_USER',
  labels: 'com.example.team',
  domains: 'shop.localhost',
  healthcheck: 'healthcheck',
  config_files: '/etc/postgresql/postgresql.conf',
  options: 'shm_size',
};

/** The body of an item-wise write. */
export function PatchBody(name: FacetName): MethodDecorator {
  const facet = facetOf(name);
  const keys = (description: string) => ({
    type: 'array',
    items: { type: 'string' },
    description,
    maxItems: LIMITS.items,
  });
  const properties = {
    set: { type: 'array', items: rowSchema(facet.spec), description: 'Items to set.', maxItems: LIMITS.items },
    remove: { ...keys('Keys of template items to take away.'), example: [KEY_EXAMPLES[name]] },
    reset: { ...keys('Keys whose overrides to drop.'), example: [] },
  };
  const schema = { type: 'object', properties, minProperties: 1, additionalProperties: false };
  return applyDecorators(ApiExtraModels(facet.spec, OverrideRow), ApiBody({ schema, examples: patchExamples(name) }));
}

function patchExamples(name: FacetName) {
  const [item, key] = [exampleOf(facetOf(name).spec), KEY_EXAMPLES[name]];
  return {
    set: { summary: 'Set one item', value: { set: [item] } },
    remove: { summary: 'Take an item of the template away', value: { remove: [key] } },
    reset: { summary: 'Drop an override: the template shows through again', value: { reset: [key] } },
  };
}

/** The body of a whole-facet write: one required key, the facet's name. */
export function FacetBody(name: FacetName): MethodDecorator {
  const facet = facetOf(name);
  const schema = {
    type: 'object',
    required: [name],
    properties: { [name]: writtenSchema(facet) },
    additionalProperties: false,
  };
  const item = exampleOf(facet.spec);
  const examples = { example: { value: { [name]: isSingle(facet) ? item : [item] } } };
  return applyDecorators(ApiExtraModels(facet.spec, OverrideRow), ApiBody({ schema, examples }));
}
