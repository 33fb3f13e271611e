import type { DataSource } from 'typeorm';

const COLUMNS = `
  SELECT relname AS table_name, format('  %s %s%s%s', attname, format_type(atttypid, atttypmod),
    CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END, ' DEFAULT ' || pg_get_expr(adbin, adrelid)) AS line
  FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = pg_class.oid AND adnum = attnum
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname COLLATE "C", attnum`;

/** NOT NULL counts as a constraint only since PostgreSQL 18; it stands beside the column. */
const CONSTRAINTS = `
  SELECT conrelid::regclass::text AS table_name, format('  %s %s', conname, pg_get_constraintdef(oid)) AS line
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY conrelid::regclass::text COLLATE "C", conname COLLATE "C"`;

const INDEXES = `
  SELECT indrelid::regclass::text AS table_name, '  ' || pg_get_indexdef(indexrelid) AS line
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE relnamespace = 'public'::regnamespace ORDER BY indrelid::regclass::text COLLATE "C", relname COLLATE "C"`;

/** The whole schema as text, for reading and for comparing: per table its columns, constraints and indexes. */
export async function describeSchema(dataSource: DataSource): Promise<string> {
  const tables = new Map<string, string[]>();
  for (const sql of [COLUMNS, CONSTRAINTS, INDEXES]) {
    for (const { table_name, line } of await dataSource.query<{ table_name: string; line: string }[]>(sql)) {
      tables.set(table_name, [...(tables.get(table_name) ?? [table_name]), line]);
    }
  }
  return `${[...tables.values()].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Every object of the schema by kind and name: tables, indexes, sequences, constraints, types, functions, triggers. */
export async function listObjects(dataSource: DataSource): Promise<string[]> {
  const ours = `= 'public'::regnamespace`;
  const rows = await dataSource.query<{ name: string }[]>(`
    SELECT relkind::text || ' ' || relname AS name FROM pg_class WHERE relnamespace ${ours}
    UNION ALL SELECT 'constraint ' || conname FROM pg_constraint WHERE connamespace ${ours}
    UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace ${ours}
    UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace ${ours}
    UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`);
  return rows.map(({ name }) => name);
}
