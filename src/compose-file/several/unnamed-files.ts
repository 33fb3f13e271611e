import { InvalidInput } from '../../common/errors.js';
import { isObject } from '../../common/fields.js';
import type { InSteps } from '../../common/in-steps.js';
import { splitOutsideVariables } from '../interpolation.js';
import type { SetReading } from './context.js';
import { folderOf, type SetFile } from './file-set.js';
import { DECLARING } from './merge-files.js';
import { knownText } from './own-values.js';

/** The Compose files that no other file names, in their order: those that are meant to be merged where nobody says so. */
export function* unnamedFiles(reading: SetReading, files: readonly SetFile[]): InSteps<SetFile[]> {
  const candidates: SetFile[] = [];
  const named = new Set<SetFile>();
  for (const file of files.filter(isYaml)) {
    const content = contentOf(reading, file);
    if (content === undefined || ['include', ...DECLARING].some((key) => content[key] !== undefined))
      candidates.push(file);
    for (const other of namedIn(reading, file, content)) if (other !== file) named.add(other);
    yield;
  }
  const unnamed = candidates.filter((file) => !named.has(file));
  return unnamed.length > 0 ? unnamed : candidates.slice(0, 1);
}

export function isYaml({ name }: SetFile): boolean {
  return /\.(ya?ml|json)$/i.test(name);
}

/** Undefined for a text that is none: what is wrong is said where the file is needed. */
function contentOf(reading: SetReading, file: SetFile): Record<string, unknown> | undefined {
  try {
    return reading.document(file).value;
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}

/** The files whose paths stand in a value, from the folder of its file or of the first one. */
function namedIn(reading: SetReading, file: SetFile, value: unknown): SetFile[] {
  if (typeof value === 'string') return pathsIn(reading, file, value);
  if (typeof value !== 'object' || value === null) return [];
  const values: unknown[] = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return values.flatMap((item) => namedIn(reading, file, item));
}

function pathsIn({ files, known, project }: SetReading, file: SetFile, text: string): SetFile[] {
  if (text.length > MAX_PATH) return [];
  const [source = ''] = splitOutsideVariables(text, ':');
  return [text, source].flatMap((path) => {
    const filled = knownText(path, known);
    const found = filled === undefined ? [] : [folderOf(file), project].map((folder) => files.seek(folder, filled));
    return found.filter((other) => other !== undefined);
  });
}

const MAX_PATH = 1000;
