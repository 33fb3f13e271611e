import { escapePointer } from '../common/json-pointer.js';

/** What was read but could not be kept exactly as it stood, and what was done about it. Never repeats a value. */
export interface ParseWarning {
  /** Kebab-case name of the matter, e.g. `duration-rounded`. */
  code: string;
  /** JSON pointer (RFC 6901) into the file, e.g. `/services/db/ports/0`. */
  where: string;
  message: string;
  /** The line of the text, where it is one of several. */
  line?: number;
  /** Pointer to the field that has the text, where that is said already. */
  file?: string;
}

/** A value together with what had to be said about it. */
export interface Parsed<T> {
  value: T;
  warnings: ParseWarning[];
}

/** A value that could not take in everything: `kept` is what of the Compose key goes on as an option. */
export interface PartlyParsed<T> extends Parsed<T> {
  kept?: unknown;
}

export function warning(code: string, where: string, message: string): ParseWarning {
  return { code, where, message };
}

/** The place of something below `where`, escaped as RFC 6901 wants it. */
export function below(where: string, ...parts: (string | number)[]): string {
  return [where, ...parts.map((part) => escapePointer(String(part)))].join('/');
}

/** Many parsed values as one. */
export function joined<T>(parts: Parsed<T>[]): Parsed<T[]> {
  return { value: parts.map(({ value }) => value), warnings: parts.flatMap(({ warnings }) => warnings) };
}

/** The own property of a map in a file, so that a service called `constructor` finds nothing inherited. */
export function own(map: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Compose takes a key without a value for one that is not there. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
