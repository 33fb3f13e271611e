import { isObject } from '../../common/fields.js';
import type { InSteps } from '../../common/in-steps.js';
import type { EntryLimit } from '../entry-limit.js';
import { cameFrom, locate, type Origin } from '../origins.js';
import type { ParseWarning } from '../parsed.js';
import { warning } from '../parsed.js';
import { countValues } from '../budget.js';
import type { ReadYaml } from '../yaml-text.js';
import { type Context, SetReading } from './context.js';
import { withEnvFiles } from './env-files.js';
import { parseEnvText } from '../env-text.js';
import { ExtendedFile } from './extends-files.js';
import { FileSet, folderOf, type SetFile } from './file-set.js';
import { type Included, withIncluded } from './include-files.js';
import { mergeFiles, plainFile } from './merge-files.js';
import { placedIn } from './placed.js';
import { isYaml, unnamedFiles } from './unnamed-files.js';

type File = Record<string, unknown>;

/** Several files as one. */
export interface ReadSet extends ReadYaml {
  /** What the `.env` beside the first file says. */
  env: ReadonlyMap<string, string>;
  /** Where something at a place of the one file stands in the texts. */
  origin: (where: string) => Origin;
}

export interface SetToRead {
  files: readonly SetFile[];
  /** Those that merge, in this order; all Compose files that no other one names where left out. */
  merge?: readonly SetFile[];
  /** Values of variables, by name, that count before those of any `.env`. */
  known: ReadonlyMap<string, string>;
  limit: EntryLimit;
}

/**
 * Files as Compose merges them: each follows its `extends` and `include`, then the later one overrides. The same bounds hold
 * for all of them together as for one. InvalidInput names the field of the file that is wrong.
 */
export function* readSet({ files, merge, known, limit }: SetToRead): InSteps<ReadSet> {
  const set = new FileSet(files);
  const [first = files[0]] = merge ?? files.filter(isYaml);
  const project = first ? folderOf(first) : '.';
  const env = envBeside(set, project, known);
  const reading = new SetReading(set, new Map([...env, ...known]), project, limit);
  const context: Context = { folder: project, own: new Map(), within: [] };
  const wanted = merge ?? (yield* unnamedFiles(reading, files));
  const merged = yield* readMerged(reading, { files: [...wanted], context });
  const value = withServices(merged, (service) =>
    withEnvFiles(service, project, set, (file, raw) => reading.envValues(file, raw)),
  );
  const whole = { file: first?.field ?? '', where: '' };
  return {
    ...{ value, tags: new Map(), env },
    warnings: [...reading.warnings, ...unusedFiles(set, wanted)],
    origin: (where) => locate(value, where, whole),
  };
}

/** The values of the `.env` that Compose would read by itself. */
function envBeside(set: FileSet, folder: string, known: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const file = set.find(folder, '.env');
  return typeof file === 'string' ? new Map() : placedIn(file, () => parseEnvText(file.text, known));
}

function* readMerged(reading: SetReading, { files, context }: Included): InSteps<File> {
  let whole: File | undefined;
  for (const file of files) {
    const { tags } = reading.document(file);
    yield;
    const extended = new ExtendedFile(reading, file, context).whole();
    const own = yield* withIncluded(reading, { file, context }, extended, (included) => readMerged(reading, included));
    whole = whole ? mergeFiles(whole, own, tags) : plainFile(own, tags);
    reading.merged.spendValues(countValues(whole));
    yield;
  }
  return whole ?? {};
}

function withServices(file: File, change: (service: unknown) => unknown): File {
  if (!isObject(file.services)) return file;
  const services = Object.entries(file.services).map(([name, service]) => [name, change(service)]);
  return cameFrom({ ...file, services: cameFrom(Object.fromEntries(services), file.services) }, file);
}

function unusedFiles(set: FileSet, merged: readonly SetFile[]): ParseWarning[] {
  const unused = set.unnamed().filter((file) => !merged.includes(file));
  const message = 'is named by none of the files, and does not look like a Compose file; not read';
  return unused.map(({ field }) => ({ ...warning('file-unused', '', message), file: field }));
}
