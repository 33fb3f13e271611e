import type { FieldError } from './errors.js';
import { escapePointer } from './json-pointer.js';

const MAX_DEPTH = 32;
const MAX_VALUES = 100_000;

/**
 * The first thing in a plain value that no text column could hold unharmed (a NUL, half of a surrogate pair) or that
 * would exhaust a recursive reader (nesting, number of values); undefined when there is none. Walks without recursion.
 */
export function findUnsafeText(root: unknown, root_pointer: string): FieldError | undefined {
  const open: { value: unknown; pointer: string; depth: number }[] = [{ value: root, pointer: root_pointer, depth: 0 }];
  let count = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, pointer, depth } = next;
    if (++count > MAX_VALUES) return { pointer: root_pointer, reason: `must hold at most ${MAX_VALUES} values` };
    if (depth > MAX_DEPTH)
      return { pointer: root_pointer, reason: `must not be nested deeper than ${MAX_DEPTH} levels` };
    if (typeof value === 'string') {
      const reason = unsafeReason(value);
      if (reason) return { pointer, reason };
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        const reason = unsafeReason(key);
        if (reason) return { pointer, reason: `has a key that ${reason}` };
        open.push({
          value: child,
          pointer: `${pointer}/${escapePointer(key)}`,
          depth: depth + 1,
        });
      }
    }
  }
  return undefined;
}

/** A copy of a plain value that shares nothing with it, with every key that it has (also `__proto__`); what is no list and no plain object is taken as it is. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copyOf(child)]));
}

function unsafeReason(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain a NUL character';
  if (!text.isWellFormed()) return 'must not contain half of a surrogate pair (the text is not valid Unicode)';
  return undefined;
}
