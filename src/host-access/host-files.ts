import { isObject } from '../common/fields.js';
import { placeOutside } from './host-paths.js';
import { anyValue, listOf, type Spot } from './spots.js';

/** Files that Compose reads for a service: one, a list, or a list of `{path}`. */
export function filesOfHost(value: unknown): Spot[] {
  if (!Array.isArray(value)) return fileOfHost(value);
  return value.flatMap((entry: unknown, index) => at([index], fileOfHost(entry)));
}

/** The folders that a build is given. */
export function buildFromHost(value: unknown): Spot[] {
  if (!isObject(value)) return outside(value);
  const { context, additional_contexts } = value;
  return [
    ...at(['context'], outside(context)),
    ...at(
      ['additional_contexts'],
      entriesOf(additional_contexts).flatMap(([key, entry]) => at([key], outside(entry))),
    ),
  ];
}

/** The keys, or the agent that has them, that a build is lent. */
export function keysOfHost(value: unknown): Spot[] {
  if (!isObject(value)) return [];
  const { ssh } = value;
  const entries = isObject(ssh) ? Object.entries(ssh) : [...listOf(ssh).entries()];
  return entries.flatMap(([key, entry]) => at(['ssh', key], anyValue(entry ?? 'default')));
}

function fileOfHost(value: unknown): Spot[] {
  return isObject(value) ? at(['path'], outside(value.path)) : outside(value);
}

/** A map, or a list of `name=value`. */
function entriesOf(value: unknown): [string | number, unknown][] {
  if (isObject(value)) return Object.entries(value);
  return listOf(value).map((entry, index) => [index, typeof entry === 'string' ? entry.replace(/^[^=]*=/, '') : entry]);
}

/** A path by itself, or behind the scheme of a folder; every other scheme leads elsewhere. */
function outside(value: unknown): Spot[] {
  const found =
    typeof value === 'string' ? placeOutside(value.trim().replace(/^(?:file|oci-layout):\/\//i, '')) : undefined;
  return found ? [{ path: [], ...found }] : [];
}

/** Spots of a value, as spots of what it stands in; they stay the same ones wherever in it they stand. */
function at(path: Spot['path'], spots: Spot[]): Spot[] {
  return spots.map((spot) => ({ ...spot, path: [...path, ...spot.path] }));
}
