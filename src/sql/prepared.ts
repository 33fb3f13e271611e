import { partsOf } from '../common/error-parts.js';
/** The statements that our connections keep prepared, each with its number. */
const numbers = new Map<string, number>();
let generation = 1;

/**
 * Marks a statement that runs often and returns it: our connections have it parsed and planned once each, under a name.
 * Only for texts whose number is fixed, because PostgreSQL keeps them as long as the connection lives.
 */
export function prepared(sql: string): string {
  if (!numbers.has(sql)) numbers.set(sql, numbers.size + 1);
  return sql;
}

/** The same on every connection; undefined for a statement that is not marked. */
export function preparedName(sql: string): string | undefined {
  const number = numbers.get(sql);
  return number === undefined ? undefined : `devarch_${generation}_${number}`;
}

/** Whether PostgreSQL refused a named statement because its columns have changed since it was planned. */
export function isStalePlan(error: unknown): boolean {
  const { code, routine } = partsOf(error);
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}

/**
 * PostgreSQL refuses a stale plan for as long as its name lives, so names are given anew: to all statements at once,
 * because whatever made one stale did so to others, and a transaction that has several of them is to fail only once.
 */
export function renewNames(refused: string): void {
  if (refused.startsWith(`devarch_${generation}_`)) generation += 1;
}
