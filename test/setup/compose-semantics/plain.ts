/** Plain values as a YAML file gives them, and the pointers that say where they stood. */

export type PlainMap = Record<string, unknown>;

export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asMap(value: unknown): PlainMap {
  return isMap(value) ? value : {};
}

/** A list as it is, a single value as a list of one, nothing as an empty one. */
export function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A single value as the text that a container gets to see. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function pointer(...parts: (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The entries of a map, or of a list of `key=value`, with the place of each inside it; a key alone has the value null. */
export function pairs(value: unknown, separator = '='): [key: string, value: unknown, place: string | number][] {
  if (!Array.isArray(value)) return Object.entries(asMap(value)).map(([key, item]) => [key, item, key]);
  return value.map((item, index) => {
    const text = asText(item);
    const end = text.indexOf(separator);
    return end < 0 ? [text, null, index] : [text.slice(0, end), text.slice(end + 1), index];
  });
}

/** Applies `change` to every text in a value; keys stay. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
