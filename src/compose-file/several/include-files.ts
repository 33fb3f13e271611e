import { canonicalJson } from '../../common/canonical-json.js';
import { isObject } from '../../common/fields.js';
import { posix } from 'node:path';
import { LIMITS } from '../../common/limits.js';
import type { InSteps } from '../../common/in-steps.js';
import { countValues } from '../budget.js';
import { cameFrom } from '../origins.js';
import { below, isAbsent } from '../parsed.js';
import type { Context, NamingPlace, SetReading } from './context.js';
import { folderOf, type SetFile } from './file-set.js';
import { DECLARING } from './merge-files.js';
import { namedFile, namedPath } from './named-file.js';

type File = Record<string, unknown>;

/** One entry of `include`: files that merge, the folder from which their paths lead, and the values that they alone know. */
export interface Included {
  files: SetFile[];
  context: Context;
}

/**
 * A file with what it includes, and no `include` any more. What both declare must be the same: an included file is
 * overridden by a later file, or within its own entry.
 */
export function* withIncluded(
  reading: SetReading,
  at: Omit<NamingPlace, 'where'>,
  file: File,
  read: (included: Included) => InSteps<File>,
): InSteps<File> {
  const { include, ...rest } = file;
  if (isAbsent(include)) return file;
  if (!Array.isArray(include)) return reading.refuse(at.file, '/include', 'must be a list');
  let whole: File = cameFrom(rest, file);
  for (const [index, entry] of include.entries()) {
    const place = { ...at, where: `/include/${index}` };
    reading.include(place);
    whole = imported(reading, place, whole, yield* read(readEntry(reading, place, entry)));
    yield;
  }
  return whole;
}

function readEntry(reading: SetReading, at: NamingPlace, entry: unknown): Included {
  const { where, context } = at;
  const said = isObject(entry) ? entry : { path: entry };
  const files = eachOf(said.path).map((path) => namedFile(reading, { ...at, where: pathOf(entry, where) }, path));
  const [first] = files;
  if (!first) return reading.refuse(at.file, where, 'must name a file');
  const within = [...context.within, at.file];
  const again = files.find((file) => within.includes(file));
  if (again)
    reading.refuse(at.file, where, `goes round in a circle: ${[...within, again].map(({ name }) => name).join(', ')}`);
  if (within.length > LIMITS.files) reading.refuse(at.file, where, 'is included too deep');
  const project = said.project_directory;
  const folder = isAbsent(project)
    ? folderOf(first)
    : posix.join(context.folder, namedPath(reading, { ...at, where: below(where, 'project_directory') }, project));
  return { files, context: { folder, within, own: ownValues(reading, at, said.env_file, folder) } };
}

function pathOf(entry: unknown, where: string): string {
  return isObject(entry) ? below(where, 'path') : where;
}

/** What is known outside counts before the files of an entry; without any, the `.env` in its folder counts. */
function ownValues(
  reading: SetReading,
  at: NamingPlace,
  env_file: unknown,
  folder: string,
): ReadonlyMap<string, string> {
  const place = { ...at, where: below(at.where, 'env_file') };
  const beside = reading.files.find(folder, '.env');
  const files = isAbsent(env_file)
    ? [beside].filter((file) => typeof file !== 'string')
    : eachOf(env_file).map((path) => namedFile(reading, place, path));
  const values = files.flatMap((file) => [...reading.plainValues(file)]);
  return new Map([...values, ...at.context.own].filter(([name]) => !reading.known.has(name)));
}

function imported(reading: SetReading, { file, where }: NamingPlace, whole: File, included: File): File {
  const sections = DECLARING.flatMap((key): [string, unknown][] => {
    const [own, other] = [whole[key], included[key]];
    if (!isObject(other)) return [];
    const held = isObject(own) ? own : {};
    const twice = Object.keys(other).find(
      (name) => Object.hasOwn(held, name) && canonicalJson(held[name]) !== canonicalJson(other[name]),
    );
    if (twice !== undefined)
      reading.refuse(
        file,
        where,
        `declares ${key} ${twice} otherwise than this file or another that it includes; a later file may override it`,
      );
    reading.merged.spendValues(countValues(other));
    return [[key, cameFrom({ ...other, ...held }, held, other)]];
  });
  return cameFrom({ ...whole, ...Object.fromEntries(sections) }, Object.fromEntries(sections), whole, included);
}

function eachOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : isAbsent(value) ? [] : [value];
}
