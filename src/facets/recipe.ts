import { LIMITS } from '../common/limits.js';
import type { TextRule } from '../common/fields.js';

/** How a secret is made: of what kind, and how much of it. */
export interface Recipe {
  kind: (typeof KINDS)[number];
  /** Characters of a password, random bytes of the others; nothing of a uuid. */
  count: number;
}

const KINDS = ['password', 'hex', 'base64', 'uuid'] as const;
/** What can be guessed is no secret. */
const min = 8;
const max = LIMITS.generated;

/** A recipe as it is written; undefined where it is none. */
export function readRecipe(text: string): Recipe | undefined {
  if (text === 'uuid') return { kind: 'uuid', count: 0 };
  const [, word, digits] = /^([a-z0-9]+)\(([1-9]\d{0,3})\)$/.exec(text) ?? [];
  const kind = KINDS.find((each) => each === word);
  const count = Number(digits);
  return kind === undefined || kind === 'uuid' || count < min || count > max ? undefined : { kind, count };
}

export const recipeRule: TextRule = {
  allowed: `password(n) of n characters, hex(n) or base64(n) of n random bytes, each with n from ${min} to ${max}, or uuid`,
  test: (value) => readRecipe(value) !== undefined,
  suggest: (value) => {
    const [, word = '', digits = '32'] = /^\s*([a-z0-9]+)\s*\(?\s*(\d*)/i.exec(value) ?? [];
    const kind = KINDS.find((each) => each === word.toLowerCase());
    const count = Math.min(max, Math.max(min, Number(digits || '32')));
    return kind === undefined ? undefined : kind === 'uuid' ? kind : `${kind}(${count})`;
  },
};
