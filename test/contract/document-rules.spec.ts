import { readFile } from 'node:fs/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import core from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import type { OpenAPIObject } from '@nestjs/swagger';
import { isObject } from '../../src/common/fields.js';
import { inPageForm } from '../../src/document/page-form.js';
import { ApiDocument } from '../setup/api-document.js';

/** openapi.json, and the form in which the page gets it, by the rules of others: without an error or a warning. */

/** Examples are held against their schemas by one of the two: Spectral does it anew at each place that refers to a schema. */
const EXAMPLE_RULES = {
  redocly: {
    'no-invalid-media-type-examples': 'error',
    'no-invalid-schema-examples': 'error',
    'no-invalid-parameter-examples': 'error',
  },
  spectral: { 'oas3-valid-media-example': 'off', 'oas3-valid-schema-example': 'off' },
} as const;

let source: string;
beforeAll(async () => {
  source = await readFile('openapi.json', 'utf8');
});

it.each([
  ['itself', (document: OpenAPIObject) => document],
  ['in the form of the page', inPageForm],
])('%s: the recommended rules of Redocly', async (_, form) => {
  // `trash` and `import` are names that no stack or instance can have, so their paths are not ambiguous.
  const config = await createConfig({
    extends: ['recommended'],
    rules: { 'no-ambiguous-paths': 'off', ...EXAMPLE_RULES.redocly },
  });
  const found = await lintFromString({
    source: JSON.stringify(form(JSON.parse(source))),
    absoluteRef: 'openapi.json',
    config,
  });
  expect(found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
});

it('the OpenAPI rules of Spectral', async () => {
  const spectral = new core.Spectral();
  spectral.setRuleset(new core.Ruleset({ extends: [[rulesets.oas, 'recommended']], rules: EXAMPLE_RULES.spectral }));
  const found = await spectral.run(JSON.parse(source));
  expect(found.map(({ code, message, path }) => [code, message, path.join('/')])).toEqual([]);
});

/** Every schema that has a default, wherever it stands. */
function withDefault(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(withDefault);
  if (!isObject(value)) return [];
  const own = 'default' in value && ['type', '$ref', 'enum', 'items', 'properties'].some((key) => key in value);
  return [...(own ? [value] : []), ...Object.values(value).flatMap(withDefault)];
}

it('every default is a value of its schema', () => {
  const api = new ApiDocument(JSON.parse(source));
  const schemas = withDefault(api.json);
  expect(schemas.length).toBeGreaterThan(20);
  expect(schemas.flatMap((schema) => api.errors(schema, schema.default))).toEqual([]);
});
