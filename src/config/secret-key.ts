import type { Reader } from './readers.js';

export const KEY_BYTES = 32;

/** A key out of its text; undefined where it is not 32 bytes in base64. */
export function parseKey(text: string): Buffer | undefined {
  const bytes = Buffer.from(text.trim(), 'base64');
  const same = bytes.toString('base64').replace(/=+$/, '') === text.trim().replace(/=+$/, '');
  return same && bytes.length === KEY_BYTES ? bytes : undefined;
}

/** Keys with commas between: the first one seals, the others only open what was sealed with them. */
export function secretKeys(): Reader<Buffer[]> {
  return (given) => {
    if (given === undefined) return { value: [] };
    const keys = given.split(',').map(parseKey);
    const distinct = new Set(keys.map((key) => key?.toString('base64'))).size === keys.length;
    if (distinct && keys.every((key) => key !== undefined)) return { value: keys };
    if (keys.every((key) => key !== undefined)) return { problem: 'the same key stands in it twice' };
    const some = keys.length === 1 ? '' : ` in each of the ${keys.length} parts between commas`;
    return { problem: `it takes ${KEY_BYTES} bytes in base64 (openssl rand -base64 ${KEY_BYTES})${some}` };
  };
}
