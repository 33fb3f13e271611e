import type { DataSource } from 'typeorm';

/** The tables that have the text anywhere, in any column. */
export async function tablesWith(dataSource: DataSource, text: string): Promise<string[]> {
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await dataSource.query<object[]>(
      `SELECT FROM ${name} AS stored WHERE strpos(to_jsonb(stored)::text, $1) > 0 LIMIT 1`,
      [text],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}
