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

/** The same without what imports remember of their files: two are equal where nothing that anybody configured was written. */
export async function dumpConfiguration(server: TestApp): Promise<Record<string, unknown[]>> {
  const { stack_sources: _, template_sources: _templates, ...dump } = await dumpTables(server);
  return dump;
}
