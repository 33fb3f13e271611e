import fc from 'fast-check';
import { readRecipe, recipeRule } from '../facets/recipe.js';
import { generateSecret } from './generate.js';

const counts = fc.integer({ min: 8, max: 128 });

it('a password has letters and digits alone, as many as asked for, and some of each kind', () => {
  fc.assert(
    fc.property(counts, (count) => {
      const text = generateSecret(`password(${count})`);
      expect(text).toMatch(new RegExp(`^(?=.*[A-Z])(?=.*[a-z])(?=.*\\d)[A-Za-z0-9]{${count}}$`));
      expect(encodeURIComponent(text)).toBe(text);
    }),
  );
});

it('hex and base64 are of as many random bytes as asked for', () => {
  fc.assert(
    fc.property(counts, (count) => {
      const hex = generateSecret(`hex(${count})`);
      expect(hex).toMatch(/^[0-9a-f]+$/);
      expect(Buffer.from(hex, 'hex')).toHaveLength(count);
      const base64 = generateSecret(`base64(${count})`);
      expect(Buffer.from(base64, 'base64')).toHaveLength(count);
      expect(Buffer.from(base64, 'base64').toString('base64')).toBe(base64);
    }),
  );
});

it('a uuid is a random one', () => {
  expect(generateSecret('uuid')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it.each(['password(8)', 'hex(8)', 'base64(8)', 'uuid'])('%s never comes twice', (recipe) => {
  const made = Array.from({ length: 5000 }, () => generateSecret(recipe));
  expect(new Set(made).size).toBe(made.length);
});

it('no character of a password is likelier than another', () => {
  const counted = new Map<string, number>();
  const text = Array.from({ length: 1000 }, () => generateSecret('password(128)')).join('');
  for (const character of text) counted.set(character, (counted.get(character) ?? 0) + 1);
  expect(counted.size).toBe(62);
  const expected = text.length / 62;
  const chi_square = [...counted.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 61 degrees of freedom: an even draw exceeds this once in ten thousand million; the bias of a plain modulo gives over 900.
  expect(chi_square).toBeLessThan(150);
});

it('a recipe is read as it is written, and what is none has one near it where it can be guessed', () => {
  fc.assert(
    fc.property(fc.constantFrom('password', 'hex', 'base64'), fc.integer({ min: 0, max: 9999 }), (kind, count) => {
      const text = `${kind}(${count})`;
      const good = count >= 8 && count <= 128;
      expect(readRecipe(text)).toEqual(good ? { kind, count } : undefined);
      expect(recipeRule.test(recipeRule.suggest?.(text) ?? '')).toBe(true);
    }),
  );
});

it.each([
  '',
  'password',
  'password()',
  'password(032)',
  'password( 32)',
  'PASSWORD(32)',
  'uuid(4)',
  'hex(32)x',
  'md5(32)',
])('%j is no recipe', (text) => {
  expect(readRecipe(text)).toBeUndefined();
  expect(() => generateSecret(text)).toThrow('cannot be read');
});
