import { growth } from './ratio.js';

it('tells what grows with the square of its input from what grows with it', () => {
  const quadratic = (size: number) => () => /^[^\n]*\t[^\n]*$/.test(`${'\t'.repeat(size)}\n`);
  expect(growth(quadratic, 8_000)).toBeGreaterThan(30);
  const linear = (size: number) => () => Array.from({ length: size }, (_, at) => `k${at}`).join('');
  expect(growth(linear, 100_000)).toBeLessThan(15);
});
