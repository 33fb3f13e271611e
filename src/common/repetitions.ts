import type { FieldError } from './errors.js';

/** One error per item whose mark an earlier one has, naming both places. */
export function repetitions<Item>(
  items: readonly Item[],
  mark: (item: Item) => string,
  pointer: string,
  describe: (item: Item) => string,
): FieldError[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) => {
    const earlier = first.get(mark(item));
    if (earlier === undefined) first.set(mark(item), index);
    if (earlier === undefined) return [];
    return [{ pointer: `${pointer}/${index}`, reason: `repeats ${pointer}/${earlier} (${describe(item)})` }];
  });
}
