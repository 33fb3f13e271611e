import { InvalidInput } from '../common/errors.js';
import { parse } from '../common/parse.js';
import { ConfigFileSpec } from '../facets/config-files.js';
import { facetOf } from '../facets/facets.js';
import { readAtPath } from '../facets/one-file.js';
import { changedSaid, type Said, saidOf } from '../facets/row-fields.js';
import { specOnly } from './dto/template-items.js';

/** A config file of a template as it is written: its values, and what it says that only the server makes. */
export interface WrittenFile {
  file: ConfigFileSpec;
  said?: Said;
}

/** One config file whose path stands in the address. */
export function parseFile(body: unknown, file_path: string): WrittenFile {
  return readAtPath(body, file_path, 'an object with content', (row) => ({
    file: parse(ConfigFileSpec, specOnly(row)),
    said: saidOf(row),
  }));
}

/** InvalidInput where it says of itself what is not so. */
export function demandUnchangedFile({ file, said }: WrittenFile, stored: readonly object[]): void {
  if (!said) return;
  const facet = facetOf('config_files');
  const errors = changedSaid(facet, { said, key: facet.key(file), pointer: '' }, stored);
  if (errors.length > 0) throw new InvalidInput(errors);
}
