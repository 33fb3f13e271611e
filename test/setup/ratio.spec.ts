import { growth } from './ratio.js';

it('tells what grows with the square of its input from what grows with it', () => {
  const quadratic = (size: number) => () => /^[^\n]*\t[^\n]*$/.test(`${'\t'.repeat(size)}\n`);
  expect(growth(quadratic, 2_000)).toBeGreaterThan(30);
  const linear = (size: number) => () => /^[^\n]*$/.test('\t'.repeat(size));
  expect(growth(linear, 5_000_000)).toBeLessThan(15);
});
