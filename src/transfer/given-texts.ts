import { type FieldError, InvalidInput } from '../common/errors.js';
import { inSlices } from '../common/in-steps.js';
import { readComposeText, SERVICES } from '../compose-file/compose-file.js';
import type { Origin } from '../compose-file/origins.js';
import type { SetFile } from '../compose-file/several/file-set.js';
import { readSet } from '../compose-file/several/read-set.js';
import type { ReadYaml } from '../compose-file/yaml-text.js';
import type { ImportFile } from './dto/import-file.js';
import { inFile, readFile } from './in-file.js';
import type { Loss, PlacedLoss } from './report.js';

/** Compose files as a request gives them: one text, several, or both. */
export interface GivenTexts {
  content?: string;
  files?: ImportFile[];
  /** Names of those that merge, in this order; the text comes first. */
  merge?: string[];
}

/** Says of places in the one file that was read where they stand in the request. */
export interface Places {
  error: (wrong: FieldError) => FieldError;
  loss: (loss: Loss) => PlacedLoss;
}

export interface ReadTexts {
  yaml: ReadYaml;
  /** What the `.env` among the files says. */
  env: ReadonlyMap<string, string>;
  places: Places;
}

/** A single text: its places stand where they are said to stand. */
export const AS_SAID: Places = { error: (wrong) => wrong, loss: (loss) => ({ ...loss, line: null }) };

/** What the text of a request that is no file of its own is called among the files. */
const CONTENT = 'compose.yaml';

/**
 * What a request gives, read as one file. InvalidInput names the field and the place in its text.
 * @param field the one that has the single text
 * @param known values of variables that the request gives
 */
export async function readTexts(
  given: GivenTexts,
  field: string,
  known: ReadonlyMap<string, string>,
): Promise<ReadTexts> {
  const { content, files = [], merge } = given;
  if (content === undefined && files.length === 0)
    throw InvalidInput.field(field, 'is required, unless files are given: the text of a Compose file');
  if (content !== undefined && files.length === 0 && merge === undefined)
    return { yaml: readFile(field, () => readComposeText(content)), env: new Map(), places: AS_SAID };
  const set = setOf(given, field);
  const { origin, env, ...yaml } = await inSlices(
    readSet({ files: set, merge: mergedOf(given, set), known, limit: SERVICES }),
  );
  return { yaml, env, places: placesOf(field, origin) };
}

function setOf({ content, files = [] }: GivenTexts, field: string): SetFile[] {
  const set = files.map(({ name, content: text }, index) => ({ name, text, field: `/files/${index}/content` }));
  const all = content === undefined ? set : [{ name: CONTENT, text: content, field }, ...set];
  const first = new Map(all.toReversed().map((file) => [file.name, file]));
  const again = all.find((file) => first.get(file.name) !== file);
  if (!again) return all;
  const reason = `repeats ${first.get(again.name)?.field.replace(/\/content$/, '/name') ?? field} (${again.name})`;
  throw InvalidInput.field(again.field.replace(/content$/, 'name'), reason);
}

function mergedOf({ content, merge }: GivenTexts, set: readonly SetFile[]): SetFile[] | undefined {
  if (merge === undefined) return undefined;
  const named = merge.map((name, index) => {
    const file = set.find((each) => each.name === name);
    if (!file) throw InvalidInput.field(`/merge/${index}`, 'must be the name of one of the files', name);
    return file;
  });
  return [...new Set([...(content === undefined ? [] : set.slice(0, 1)), ...named])];
}

function placesOf(field: string, origin: (where: string) => Origin): Places {
  const start = `${field}#`;
  return {
    error: (wrong) => {
      if (wrong.pointer !== field && !wrong.pointer.startsWith(start)) return wrong;
      const { file, where, line } = origin(wrong.pointer.slice(start.length));
      return {
        ...wrong,
        pointer: inFile(file, where),
        reason: `${wrong.reason}${line === undefined ? '' : ` (line ${line})`}`,
      };
    },
    loss: ({ file, ...loss }) => {
      if (file !== undefined) return { ...loss, where: inFile(file, loss.where), line: null };
      const at = origin(loss.where);
      return { ...loss, where: inFile(at.file, at.where), line: at.line ?? null };
    },
  };
}
