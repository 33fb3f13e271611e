import { readFile } from 'node:fs/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import core from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';

/** openapi.json by the rules of others, without an error or a warning. */
let source: string;
beforeAll(async () => {
  source = await readFile('openapi.json', 'utf8');
});

it('the recommended rules of Redocly', async () => {
  // `trash` and `import` are names that no stack or instance can have, so their paths are not ambiguous.
  const config = await createConfig({ extends: ['recommended'], rules: { 'no-ambiguous-paths': 'off' } });
  const found = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  expect(found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
});

it('the OpenAPI rules of Spectral', async () => {
  const spectral = new core.Spectral();
  spectral.setRuleset(new core.Ruleset({ extends: [[rulesets.oas, 'recommended']] }));
  const found = await spectral.run(JSON.parse(source));
  expect(found.map(({ code, message, path }) => [code, message, path.join('/')])).toEqual([]);
});
