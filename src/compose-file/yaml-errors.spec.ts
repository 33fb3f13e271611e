import { InvalidInput } from '../common/errors.js';
import { YAML_ERROR_CODES, yamlReason } from './yaml-errors.js';
import { readYaml } from './yaml-text.js';

const SECRET = 'hunter2';

/** A text for each error that a text can have here, with a secret where the library would quote it. */
const TEXTS: Partial<Record<(typeof YAML_ERROR_CODES)[number], string>> = {
  ALIAS_PROPS: `a: &x 1\nb: &${SECRET} *x`,
  BAD_ALIAS: `a: ${SECRET}\nb: *`,
  BAD_DIRECTIVE: `%YAML ${SECRET}\n---\na: 1`,
  BAD_DQ_ESCAPE: `a: "\\${SECRET}"`,
  BAD_INDENT: `a:\n  b: 1\n ${SECRET}: 2`,
  BAD_PROP_ORDER: `&${SECRET} ? a\n: b`,
  BAD_SCALAR_START: `a: @${SECRET}`,
  BLOCK_AS_IMPLICIT_KEY: `a: b: ${SECRET}`,
  BLOCK_IN_FLOW: `a: {- ${SECRET}}`,
  KEY_OVER_1024_CHARS: `${SECRET.repeat(200)}: 1`,
  MISSING_CHAR: `a: "${SECRET}`,
  MULTILINE_IMPLICIT_KEY: `${SECRET}\nb: 1`,
  MULTIPLE_ANCHORS: `a: &${SECRET} &b 1`,
  MULTIPLE_TAGS: `a: !${SECRET} !b 1`,
  TAB_AS_INDENT: `a:\n\t${SECRET}: 1`,
  TAG_RESOLVE_FAILED: `a: !e!${SECRET} 1`,
  UNEXPECTED_TOKEN: `POSTGRES_PASSWORD: |${SECRET}`,
};

/** Codes of what this reader switches off, or sees before the library does. */
const NEVER_SEEN = [
  'BAD_COLLECTION_TYPE',
  'DUPLICATE_KEY',
  'IMPOSSIBLE',
  'MULTIPLE_DOCS',
  'NON_STRING_KEY',
  'RESOURCE_EXHAUSTION',
];

function refusal(text: string): string {
  try {
    return JSON.stringify(readYaml(text).warnings);
  } catch (error) {
    if (error instanceof InvalidInput) return JSON.stringify(error.errors);
    throw error;
  }
}

it('every error of the YAML library has words of our own and a text that shows them, or cannot come', () => {
  expect([...Object.keys(TEXTS), ...NEVER_SEEN].toSorted()).toEqual(YAML_ERROR_CODES.toSorted());
});

it.each(Object.entries(TEXTS))('%s is said in our words, with its place and nothing of the text', (code, text) => {
  const said = refusal(text);
  const known = YAML_ERROR_CODES.find((each) => each === code);
  expect(said).toContain(known && yamlReason({ code: known }));
  expect(said).toMatch(/line \d+, column \d+/);
  expect(said).not.toContain(SECRET);
});

it.each([
  `a: *${SECRET}`,
  `a: !${SECRET}`,
  `a: pa$\{${SECRET}}x`,
  `a: |${SECRET}`,
  `a: !<${SECRET}>`,
  `<<: *${SECRET}`,
])('%s comes back in no message', (text) => {
  expect(refusal(text)).not.toContain(SECRET);
});
