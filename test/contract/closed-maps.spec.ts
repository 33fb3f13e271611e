import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { TARGETS } from '../../src/render/renderers.js';
import { copyOfSources } from '../setup/copy-of-sources.js';

/** Where a new facet and a new setting have to be named, and a compiler that says so where they are not. */

const OF_EACH_TARGET = TARGETS.map((target) => `src/render/${target}/${target}.ts`);

const PLACES_OF_A_FACET = [
  'src/compose-file/service.ts',
  'src/render/resolve-instance.ts',
  ...OF_EACH_TARGET,
  'src/effective/dto/effective-answers.ts',
  'src/effective/dto/removed-answers.ts',
  'src/instances/dto/instance-answers.ts',
  'src/instances/dto/override-rows.ts',
  'src/model/instance.entity.ts',
  'src/model/template.entity.ts',
  'src/templates/impact/impact-answers.ts',
  'src/templates/overview/overview-answers.ts',
  'src/templates/dto/template-answers.ts',
  'src/templates/dto/template-inputs.ts',
  'src/transfer/matching/current-items.ts',
  'src/transfer/matching/wanted.ts',
  'test/setup/arbitraries.ts',
  'test/setup/arbitrary-stack.ts',
  'test/setup/bulk.ts',
  'test/setup/factories.ts',
  'test/setup/resolved-stack.ts',
  'test/setup/stack-sketches.ts',
];

const PLACES_OF_A_SETTING = [
  'src/compose-file/service.ts',
  'src/render/resolved.ts',
  ...OF_EACH_TARGET,
  'src/effective/dto/effective-answers.ts',
  'src/instances/dto/instance-answers.ts',
  'src/templates/dto/template-answers.ts',
  'src/templates/dto/template-inputs.ts',
  'src/transfer/matching/settings.ts',
  'test/setup/arbitrary-configs.ts',
  'test/setup/stack-sketches.ts',
  'test/setup/story.ts',
];

const SETTING = `dummy_setting: {
    ...{ description: 'Dummy', min: 1, max: 64, example: 'x', column: 'varchar', nullable: true, compose_keys: {} },
  },
  `;

/** A facet like labels, under another name. */
async function dummyFacet(): Promise<string> {
  const labels = await readFile('src/facets/labels.ts', 'utf8');
  return labels.replaceAll('Label', 'Dummy').replaceAll('labels', 'dummies').replaceAll("'label'", "'dummy'");
}

let errors: Map<string, string[]>;
beforeAll(async () => {
  await using copy = await copyOfSources();
  await copy.add('src/facets/dummies.ts', (await dummyFacet()).replace('DummyKeyRule', 'LabelKeyRule'));
  await copy.change(
    'src/facets/facets.ts',
    'import { domains }',
    "import { dummies } from './dummies.js';\nimport { domains }",
  );
  await copy.change(
    'src/facets/facets.ts',
    '  config_files: configFiles,\n',
    '  config_files: configFiles,\n  dummies,\n',
  );
  await copy.change('src/settings/settings.ts', '  user_spec: {', `  ${SETTING}user_spec: {`);
  errors = await copy.compile();
}, 300_000);

/** The files with an error that says this name. */
function filesNaming(name: string): string[] {
  return [...errors].filter(([, found]) => found.some((error) => error.includes(name))).map(([file]) => file);
}

it('a facet that is missing anywhere is named by the compiler', () => {
  expect(filesNaming('dummies')).toEqual(expect.arrayContaining(PLACES_OF_A_FACET));
});

it('a setting that is missing anywhere is named by the compiler', () => {
  expect(filesNaming('dummy_setting')).toEqual(expect.arrayContaining(PLACES_OF_A_SETTING));
});

it('what defines them needs nothing else', () => {
  const defining = /^src\/(facets\/|model\/settings?[-.]|database\/)/;
  expect([...errors.keys()].filter((file) => defining.test(file))).toEqual([]);
});

it.each([
  ['docs/adding-a-facet.md', PLACES_OF_A_FACET],
  ['docs/adding-a-setting.md', PLACES_OF_A_SETTING],
])('%s names the same places', async (page, places) => {
  const text = await readFile(page, 'utf8');
  expect(places.filter((place) => !text.includes(`\`${place}\``))).toEqual([]);
});

it.each(['facet', 'setting', 'target', 'endpoint'])(
  'the files that the page on a new %s names are there',
  async (what) => {
    const text = await readFile(`docs/adding-a${what === 'endpoint' ? 'n' : ''}-${what}.md`, 'utf8');
    const files = Array.from(text.matchAll(/`((?:src|test|docs)\/[\w./-]+\.\w+)`/g), ([, file = '']) => file);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  },
);
