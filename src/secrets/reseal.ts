import type { DataSource, EntityManager } from 'typeorm';
import type { Keyring } from './keyring.js';
import { type NewSealedForm, updateSealedForms } from '../model/sealed-forms.queries.js';
import { listForeign, listPlain, type SealedRow, type SealedTable, sealedTables } from './sealed-rows.queries.js';
import { placeOf } from './place.js';

/** Seals what earlier versions stored in plain text. Returns how many values that were. */
export async function sealPlain(tx: EntityManager, tables: SealedTable[], keyring: Keyring): Promise<number> {
  const plainOf = (row: SealedRow, { facet }: SealedTable) => String(row[facet.sealing.value]);
  return inBatches(
    tables,
    (table, after) => listPlain(tx, table, after),
    (table, rows) =>
      updateSealedForms(
        tx,
        table.table,
        table.facet,
        rows.map((row) => sealed(keyring, table, row, plainOf(row, table))),
      ),
  );
}

/**
 * Seals everything with the first key, batch by batch, each of them at once or not at all; what is sealed with it already
 * is left alone, so that a rotation that was interrupted goes on. Returns how many values that were.
 * @param progress told after each batch how many values have been sealed so far
 */
export async function resealAll(
  dataSource: DataSource,
  keyring: Keyring,
  progress: (count: number) => void,
): Promise<number> {
  const [key_id = ''] = keyring.key_ids;
  const tx = dataSource.manager;
  let count = 0;
  return inBatches(
    sealedTables(dataSource),
    (table, after) => listForeign(tx, table, key_id, after),
    async (table, rows) => {
      const opened = rows.map((row) =>
        sealed(keyring, table, row, keyring.open(String(row.sealed_value), place(table, row))),
      );
      await updateSealedForms(tx, table.table, table.facet, opened);
      progress((count += rows.length));
    },
  );
}

async function inBatches(
  tables: SealedTable[],
  list: (table: SealedTable, after: number) => Promise<SealedRow[]>,
  write: (table: SealedTable, rows: SealedRow[]) => Promise<void>,
): Promise<number> {
  let count = 0;
  for (const table of tables) {
    let rows = await list(table, 0);
    while (rows.length > 0) {
      await write(table, rows);
      count += rows.length;
      rows = await list(table, rows.at(-1)?.id ?? 0);
    }
  }
  return count;
}

function sealed(keyring: Keyring, table: SealedTable, row: SealedRow, plain: string): NewSealedForm {
  return { id: row.id, before: row.sealed_value, after: { ...keyring.seal(plain, place(table, row)) } };
}

function place({ facet, kind }: SealedTable, row: SealedRow): string {
  return placeOf(facet, { kind, id: row.owner_id }, facet.key(row));
}
