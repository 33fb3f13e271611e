import type { EntityManager } from 'typeorm';
import type { SpecValues } from '../facets/facet.js';
import type { ItemKind } from '../facets/item-kind.js';
import { execute } from '../sql/execute.js';

/** A row by its id, the sealed value that it was read with, and its new sealed form. */
export interface NewSealedForm {
  id: number;
  before: SpecValues[string] | undefined;
  after: SpecValues;
}

/** Stores the sealed form of rows, in one statement. A row that was sealed anew meanwhile is left as it is then. */
export async function updateSealedForms(
  tx: EntityManager,
  table: string,
  { sealing }: Pick<ItemKind, 'sealing'>,
  rows: readonly NewSealedForm[],
): Promise<void> {
  if (!sealing || rows.length === 0) return;
  const given = rows.map(({ id, before, after: { sealed_value, fingerprint, key_id } }) => {
    return { id, before, sealed_value, fingerprint, key_id };
  });
  await execute(
    tx,
    `UPDATE ${table} stored SET ${sealing.value} = NULL,
       sealed_value = given.sealed_value, fingerprint = given.fingerprint, key_id = given.key_id
     FROM json_to_recordset($1::json)
       AS given (id int, before text, sealed_value text, fingerprint varchar, key_id varchar)
     WHERE stored.id = given.id AND stored.sealed_value IS NOT DISTINCT FROM given.before`,
    [JSON.stringify(given)],
  );
}
