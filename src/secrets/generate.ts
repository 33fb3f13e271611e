import { randomBytes, randomUUID } from 'node:crypto';
import { readRecipe, type Recipe } from '../facets/recipe.js';

/** Letters and digits alone, which mean nothing in a URL, in YAML or to a shell. */
const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The bytes from here on would make the first characters of the alphabet more likely than the last ones. */
const EVEN = 256 - (256 % LETTERS_AND_DIGITS.length);

const MAKERS: Record<Recipe['kind'], (count: number) => string> = {
  password: (count) => untilStrong(() => randomText(count)),
  hex: (count) => randomBytes(count).toString('hex'),
  base64: (count) => untilStrong(() => randomBytes(count).toString('base64')),
  uuid: () => randomUUID(),
};

/** A fresh secret by a stored recipe. Passwords and base64 have a capital, a small letter and a digit, which many programs ask for. */
export function generateSecret(recipe: string): string {
  const read = readRecipe(recipe);
  if (!read) throw new Error('A stored recipe for secrets cannot be read.');
  return MAKERS[read.kind](read.count);
}

function randomText(count: number): string {
  let text = '';
  while (text.length < count) {
    const even = [...randomBytes(count)].filter((byte) => byte < EVEN);
    text += even.map((byte) => LETTERS_AND_DIGITS[byte % LETTERS_AND_DIGITS.length]).join('');
  }
  return text.slice(0, count);
}

/** Whole texts are drawn until one will do, so that those that do are equally likely. */
function untilStrong(draw: () => string): string {
  for (;;) {
    const text = draw();
    if ([/[A-Z]/, /[a-z]/, /\d/].every((kind) => kind.test(text))) return text;
  }
}
