/** Under which name PostgreSQL keeps a statement, by its text. Names are the same on every connection. */
const names = new Map<string, string>();
let given = 0;

/**
 * Marks a statement that runs often and returns it: our connections have it parsed and planned once each, under a name.
 * Only for texts whose number is fixed, because PostgreSQL keeps them as long as the connection lives.
 */
export function prepared(sql: string): string {
  if (!names.has(sql)) names.set(sql, nextName());
  return sql;
}

/** Undefined for a statement that is not marked. */
export function preparedName(sql: string): string | undefined {
  return names.get(sql);
}

/** Whether PostgreSQL refused a named statement because its columns have changed since it was planned. */
export function isStalePlan(error: unknown): boolean {
  const { code, routine }: { code?: unknown; routine?: unknown } = Object(error);
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}

/** Once a table has changed, PostgreSQL refuses the old plan for as long as the name lives: the statement gets another. */
export function renewName(sql: string, refused: string): void {
  if (names.get(sql) === refused) names.set(sql, nextName());
}

function nextName(): string {
  given += 1;
  return `devarch_${given}`;
}
