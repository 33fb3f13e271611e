import { InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { facetOf } from '../facets/facets.js';
import { canonicalPath } from '../facets/values.js';
import { type OverrideValues, parseOverride } from './override-input.js';

/** The override of one config file whose path stands in the address; what is wrong with that is named as a parameter. */
export function parseFile(body: unknown, file_path: string): OverrideValues {
  const row = withPath(body, file_path);
  try {
    return { ...parseOverride(facetOf('config_files'), row), unsaid: row.removed === undefined };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const isOfAddress = ({ pointer }: { pointer: string }) => pointer === '/file_path';
    const of_address = error.errors
      .filter(isOfAddress)
      .map(({ pointer: _, ...wrong }) => ({ parameter: 'path', ...wrong }));
    const others = error.errors.filter((wrong) => !isOfAddress(wrong));
    throw new InvalidInput(others, error.count, of_address);
  }
}

/** The path in the address counts; a different one in the body is a mistake. */
function withPath(body: unknown, file_path: string): Record<string, unknown> {
  const shape = 'an object with content, or {"removed": true}';
  if (body === undefined || body === null) throw InvalidInput.field('', `is missing: it must be ${shape}`);
  if (!isObject(body)) throw InvalidInput.kind('', `must be ${shape}`, body);
  const given = body.file_path;
  if (given !== undefined && (typeof given !== 'string' || canonicalPath(given) !== canonicalPath(file_path))) {
    throw InvalidInput.field('/file_path', `must be left out, or be the path in the address: ${file_path}`, given);
  }
  return { ...body, file_path };
}
