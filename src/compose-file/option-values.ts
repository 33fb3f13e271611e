import { isObject } from '../common/fields.js';
import { parseDuration } from './duration.js';
import { scalarText } from './scalars.js';

/** Readers of the values of options, which are as they stood in a Compose file; undefined where a value is something else. */

export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}

/** A whole number that is not negative, also as digits in a text. */
export function countOf(value: unknown): number | undefined {
  const text = scalarText(value) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A text or a list of texts, as a list. */
export function textsOf(value: unknown): string[] | undefined {
  const texts = (Array.isArray(value) ? value : [value]).map(scalarText);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** A map of texts, or a list of `key=value`, as pairs; a key without a value has null. */
export function pairsOf(value: unknown, separator = /=/): [key: string, value: string | null][] | undefined {
  if (isObject(value)) {
    const pairs = Object.entries(value).map(([key, part]) => [key, part === null ? null : scalarText(part)] as const);
    return pairs.every((pair): pair is [string, string | null] => pair[1] !== undefined) ? pairs : undefined;
  }
  const texts = Array.isArray(value) ? textsOf(value) : undefined;
  return texts?.map((text) => {
    const at = text.search(separator);
    return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  });
}

const UNITS = ['', 'k', 'm', 'g', 't', 'p'];

/** A size in bytes: a number, or a text such as `512m` or `1.5gb`, in powers of 1024 as Docker reads it. */
export function bytesOf(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(scalarText(value) ?? '');
  if (!match) return undefined;
  const bytes = Math.floor(Number(match[1]) * 1024 ** UNITS.indexOf((match[2] ?? '').toLowerCase()));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A part of a processor, e.g. `0.5`, as text. */
export function cpusOf(value: unknown): string | undefined {
  const text = scalarText(value) ?? '';
  return /^\d{1,6}(\.\d{1,9})?$/.test(text) && Number(text) > 0 ? text : undefined;
}

/** A duration in whole seconds, rounded up. */
export function secondsOf(value: unknown): number | undefined {
  return parseDuration(value)?.seconds;
}
