import { isObject } from '../../common/fields.js';
import { parseDuration } from '../../compose-file/duration.js';
import { below, isAbsent } from '../../compose-file/parsed.js';
import { scalarText } from '../../compose-file/scalars.js';
import { splitWords } from '../words.js';
import { durationText } from '../duration-text.js';
import { booleanOf, bytesOf, cpusOf, pairsOf, textsOf } from '../../compose-file/option-values.js';

/** What of a value may stay. `value` is undefined where nothing may; `lost` points at the parts that may not. */
export interface Kept {
  value: unknown;
  lost: string[];
}

/** Keeps of a value what the stack schema (version 3.9) takes, written as it wants it. */
export type Shape = (value: unknown, where: string) => Kept;

/** A single value, or any value that can be written as one piece; undefined from `read` means that it cannot. */
function whole(read: (value: unknown) => unknown): Shape {
  return (value, where) => {
    const kept = read(value);
    return { value: kept, lost: kept === undefined ? [where] : [] };
  };
}

export const text = whole(scalarText);
export const flag = whole(booleanOf);
export const integer = whole((value) => (Number.isSafeInteger(value) ? value : undefined));
export const count = whole((value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? value : undefined));
export const decimal = whole((value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined));
export const duration = whole(goDuration);
export const size = whole((value) => (bytesOf(value) === undefined ? undefined : scalarText(value)));
export const cpus = whole(cpusOf);
export const texts = whole((value) => {
  const all = textsOf(value);
  return all && [...new Set(all)];
});
/** A command line that can be split into words. An empty one would reset the image's own, which swarm cannot. */
export const words = whole((value) => {
  const line = typeof value === 'string' ? splitWords(value) && value.trim() : textsOf(value);
  return line?.length === 0 ? undefined : line;
});
export const textMap = whole((value) => {
  const pairs = pairsOf(value);
  return pairs?.every(([key]) => key !== '') ? Object.fromEntries(pairs) : undefined;
});

export function oneOf(...allowed: string[]): Shape {
  return whole((value) => allowed.find((word) => word === value));
}

/** A map with known keys; all others are lost. Keys without a value are left out, as Compose does. */
export function record(fields: Record<string, Shape>): Shape {
  return map((key) => (Object.hasOwn(fields, key) ? fields[key] : undefined));
}

/** A map that needs every one of its keys. */
export function complete(fields: Record<string, Shape>): Shape {
  return (value, where) => {
    const kept = record(fields)(value, where);
    const has = (key: string) => isObject(kept.value) && kept.value[key] !== undefined;
    return Object.keys(fields).every(has) ? kept : lostAt(where);
  };
}

/** A map whose keys decide the shape of their values. */
export function map(shapeOf: (key: string) => Shape | undefined): Shape {
  return (value, where) => {
    if (!isObject(value)) return { value: undefined, lost: [where] };
    const parts = Object.entries(value)
      .filter(([, part]) => !isAbsent(part))
      .map(([key, part]) => ({ key, ...(shapeOf(key)?.(part, below(where, key)) ?? lostAt(below(where, key))) }));
    const kept = parts.filter((part) => part.value !== undefined).map((part) => [part.key, part.value]);
    return {
      value: kept.length === 0 && parts.length > 0 ? undefined : Object.fromEntries(kept),
      lost: parts.flatMap(({ lost }) => lost),
    };
  };
}

export function list(item: Shape): Shape {
  return (value, where) => {
    if (!Array.isArray(value)) return { value: undefined, lost: [where] };
    const parts = value.map((part, index) => item(part, below(where, index)));
    return {
      value: parts.map((part) => part.value).filter((part) => part !== undefined),
      lost: parts.flatMap(({ lost }) => lost),
    };
  };
}

/** The first of several shapes that keeps the value whole. */
export function either(...shapes: Shape[]): Shape {
  return (value, where) =>
    shapes.map((shape) => shape(value, where)).find(({ lost }) => lost.length === 0) ?? lostAt(where);
}

/** Go, which swarm is written in, reads no days and weeks and no number without a unit. */
function goDuration(value: unknown): string | undefined {
  const read = parseDuration(value);
  if (!read) return undefined;
  if (read.exact) return durationText(read.seconds);
  const written = String(value).trim();
  if (!Number.isNaN(Number(written))) return `${written}s`;
  return /[dw]/.test(written) ? undefined : written;
}

function lostAt(where: string): Kept {
  return { value: undefined, lost: [where] };
}
