import { ENTITIES } from '../../src/model/entities.js';
import type { TestApp } from './app.js';

/** Every row of every table, with the transaction that wrote it: two dumps are equal where nothing at all was written. */
export async function dumpTables(server: TestApp): Promise<Record<string, unknown[]>> {
  const dump: Record<string, unknown[]> = {};
  for (const entity of ENTITIES) {
    const { tableName } = server.dataSource.getMetadata(entity);
    dump[tableName] = await server.dataSource.query(
      `SELECT stored.xmin, stored.* FROM ${tableName} stored ORDER BY stored::text`,
    );
  }
  return dump;
}

/** The same without revisions, times and transactions: two are equal where nothing has another value. */
export async function dumpValues(server: TestApp): Promise<Record<string, unknown[]>> {
  const dump = await dumpTables(server);
  const life = new Set(['xmin', 'revision', 'updated_at']);
  const values = Object.entries(dump).map(([table, rows]) => [
    table,
    rows.map((row) => Object.fromEntries(Object.entries(Object(row)).filter(([column]) => !life.has(column)))),
  ]);
  return Object.fromEntries(values);
}
