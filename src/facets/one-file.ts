import { InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { canonicalPath } from './values.js';

/**
 * Reads one config file whose path stands in the address, and counts; a different one in the body is a mistake. What is
 * wrong with the path is named as a parameter.
 * @param shape what the body may be, as the end of a sentence
 * @param read reads the body with its path in it
 */
export function readAtPath<Read>(
  body: unknown,
  file_path: string,
  shape: string,
  read: (row: Record<string, unknown>) => Read,
): Read {
  const row = withPath(body, file_path, shape);
  try {
    return read(row);
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

function withPath(body: unknown, file_path: string, shape: string): Record<string, unknown> {
  if (body === undefined || body === null) throw InvalidInput.field('', `is missing: it must be ${shape}`);
  if (!isObject(body)) throw InvalidInput.kind('', `must be ${shape}`, body);
  const given = body.file_path;
  if (given !== undefined && (typeof given !== 'string' || canonicalPath(given) !== canonicalPath(file_path))) {
    throw InvalidInput.field('/file_path', `must be left out, or be the path in the address: ${file_path}`, given);
  }
  return { ...body, file_path };
}
