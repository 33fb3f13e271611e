import { facetOf } from '../facets/facets.js';
import { readAtPath } from '../facets/one-file.js';
import { type OverrideValues, parseOverride } from './override-input.js';

/** The override of one config file whose path stands in the address. */
export function parseFile(body: unknown, file_path: string): OverrideValues {
  return readAtPath(body, file_path, 'an object with content, or {"removed": true}', (row) => ({
    ...parseOverride(facetOf('config_files'), row),
    unsaid: row.removed === undefined,
  }));
}
