/** A value as JSON gives it. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

export interface JsonObject {
  [key: string]: JsonValue;
}

/** The same text for equal values, whatever the order of their keys, which `jsonb` does not keep; undefined counts as null. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) => (isMap(part) ? sorted(part) : part));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A map without prototype takes every key, `__proto__` included. */
function sorted(map: Record<string, unknown>): Record<string, unknown> {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(map).toSorted()) copy[key] = map[key];
  return copy;
}
