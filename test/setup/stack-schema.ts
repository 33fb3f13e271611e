import type { Type } from '@nestjs/common';
import { fieldsOf } from '../../src/common/example.js';
import { type Facet, isSingle } from '../../src/facets/facet.js';
import { type FacetName, perFacet } from '../../src/facets/facets.js';
import { LIMITS } from '../../src/common/limits.js';
import { VariableSpec } from '../../src/model/stack-variable.entity.js';
import { RESTART_POLICY_CHECK } from '../../src/settings/setting-rules.js';
import { SettingsInput } from '../../src/settings/settings.js';
import { FileInstance, FileStack, STACK_FILE_VERSION } from '../../src/transfer/dto/stack-file.js';

/** The JSON Schema of a stack's file, out of the classes that read one; the file in `schemas` is written from it. */

type Schema = Record<string, unknown>;

const KEPT = ['description', 'minLength', 'maxLength', 'minimum', 'maximum', 'enum', 'pattern', 'default'];

/** What rules demand that only code can say of an answer, or that a document of answers must not say. */
const PATTERNS: Partial<Record<FacetName, Record<string, string>>> = {
  env_vars: { key: String.raw`^[^\s=]+$` },
  labels: { key: String.raw`^(?![dD][eE][vV][aA][rR][cC][hH]\.)[^\s=]+$` },
};

export function stackSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:devarch:schema:stack:${STACK_FILE_VERSION}`,
    title: `DevArch stack, version ${STACK_FILE_VERSION}`,
    description:
      'A stack as one file: the names of templates, and what its instances differ in. Secrets are referred to, never told.',
    ...closed(
      {
        devarch: { description: 'Version of the format.', const: STACK_FILE_VERSION },
        stack: objectOf(FileStack, {}, { network_name: '^[a-zA-Z0-9][a-zA-Z0-9_.-]*$' }),
        variables: { type: 'array', maxItems: LIMITS.items, default: [], items: { $ref: '#/$defs/variable' } },
        instances: { type: 'array', maxItems: LIMITS.items, default: [], items: { $ref: '#/$defs/instance' } },
      },
      ['devarch', 'stack'],
    ),
    $defs: {
      variable: { description: 'One variable of the stack.', ...objectOf(VariableSpec) },
      instance: objectOf(FileInstance, { settings: { $ref: '#/$defs/settings' }, overrides: overrides() }),
      settings: {
        description: 'Settings that differ from the template; null follows it.',
        ...objectOf(SettingsInput, {}, { restart_policy: /'(.*)'/.exec(RESTART_POLICY_CHECK)?.[1] ?? '' }),
      },
      ...Object.fromEntries(Object.values(perFacet((facet, name) => [itemName(facet), itemOf(facet, name)]))),
    },
  };
}

function overrides(): Schema {
  const lists = perFacet((facet) => {
    const items = { $ref: `#/$defs/${itemName(facet)}` };
    return isSingle(facet) ? items : { type: 'array', maxItems: LIMITS.items, items };
  });
  const description = 'Override rows by facet. A removal has the key of what it removes and removed: true.';
  return { description, ...closed(lists) };
}

/** A removal needs its key alone. */
function itemOf(facet: Facet, name: FacetName): Schema {
  const { properties, required } = partsOf(facet.spec, {}, PATTERNS[name]);
  const key = facet.key_columns.filter((column) => required.includes(column));
  return {
    description: `One ${facet.noun}, or with removed: true that the template's is taken away.`,
    oneOf: [
      closed({ ...properties, removed: { const: true } }, [...key, 'removed']),
      closed({ ...properties, removed: { const: false } }, required),
    ],
  };
}

function itemName({ noun }: Facet): string {
  return noun.replace(' ', '_');
}

function objectOf(type: Type<object>, known: Record<string, Schema> = {}, patterns: Record<string, string> = {}) {
  const { properties, required } = partsOf(type, known, patterns);
  return closed(properties, required);
}

function partsOf(type: Type<object>, known: Record<string, Schema>, patterns: Record<string, string> = {}) {
  const fields = Object.entries(fieldsOf(type)).filter(([, field]) => field.readOnly !== true);
  const properties = fields.map(([name, field]) => {
    const pattern = patterns[name];
    return [name, known[name] ?? { ...schemaOf(field), ...(pattern !== undefined && { pattern }) }] as const;
  });
  const required = fields.filter(([, field]) => field.required === true).map(([name]) => name);
  return { properties: Object.fromEntries(properties), required };
}

function schemaOf(field: Record<string, unknown>): Schema {
  const kept = KEPT.filter((key) => field[key] !== undefined).map((key) => [key, field[key]]);
  const { type, nullable, properties } = field;
  const inner = typeof properties === 'object' ? { properties, additionalProperties: false } : {};
  return { type: nullable === true ? [type, 'null'] : type, ...Object.fromEntries(kept), ...inner };
}

function closed(properties: object, required: string[] = []): Schema {
  return { type: 'object', ...(required.length > 0 && { required }), properties, additionalProperties: false };
}
