import { InvalidInput } from '../common/errors.js';

const MAX_ELEMENTS = 150_000;
const MAX_VALUES = 100_000;

/** What reading may cost, of one text or of several that belong together. InvalidInput says which bound is reached. */
export class Budget {
  private elements = 0;
  private values = 0;

  spendElement(): void {
    this.elements += 1;
    if (this.elements > MAX_ELEMENTS) throw InvalidInput.field('', `must have at most ${MAX_ELEMENTS} YAML elements`);
  }

  spendValues(count: number): void {
    this.values += count;
    if (this.values > MAX_VALUES) throw InvalidInput.field('', `must hold at most ${MAX_VALUES} values`);
  }
}

/** How many values there are in one; no further than the bound, as aliases make more of few. */
export function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => (sum > MAX_VALUES ? sum : sum + countValues(item)), 1);
}
