import type { YAMLError } from 'yaml';

/** What each error of the YAML library means, in words that quote nothing of the text: that could be a secret. */
const REASONS = {
  ALIAS_PROPS: 'an alias can have neither an anchor nor a tag',
  BAD_ALIAS: 'an alias is not named as one can be',
  BAD_COLLECTION_TYPE: 'a tag does not fit the kind of value that it stands at',
  BAD_DIRECTIVE: 'a directive cannot be read',
  BAD_DQ_ESCAPE: 'a text in double quotes has an escape sequence that does not exist',
  BAD_INDENT: 'the indentation does not fit what stands above',
  BAD_PROP_ORDER: 'anchors and tags stand after the mark that begins an item',
  BAD_SCALAR_START: 'a plain text cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a nested map or list stands where only a single value can; is a line break or a quote missing?',
  BLOCK_IN_FLOW: 'a block stands inside of [ ] or { }',
  DUPLICATE_KEY: 'a key stands twice in the same map',
  IMPOSSIBLE: 'it cannot be read here',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a character is missing here, such as a closing quote, a bracket, a comma, a colon or a blank',
  MULTILINE_IMPLICIT_KEY: 'a key goes on over several lines; is a colon or a quote missing?',
  MULTIPLE_ANCHORS: 'a value has more than one anchor',
  MULTIPLE_DOCS: 'there is more than one document',
  MULTIPLE_TAGS: 'a value has more than one tag',
  NON_STRING_KEY: 'a key is not a plain text',
  RESOURCE_EXHAUSTION: 'it is nested too deep, or aliases make it too large',
  TAB_AS_INDENT: 'a tab stands where only blanks indent',
  TAG_RESOLVE_FAILED: 'a tag is not known here, or its value does not fit it',
  UNEXPECTED_TOKEN: 'something stands where nothing can; is a quote, a line break or an indentation missing?',
} as const satisfies Record<YAMLError['code'], string>;

export const YAML_ERROR_CODES = Object.keys(REASONS) as (keyof typeof REASONS)[];

export function yamlReason({ code }: Pick<YAMLError, 'code'>): string {
  return REASONS[code];
}
