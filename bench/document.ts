import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from './compare.js';
import type { Memory } from './memory.js';
import { milliseconds, rate, ratio, RESULTS, shown } from './report.js';
import type { Scaling } from './scale.js';

export const DOCUMENT = 'docs/performance.md';

/** What the runs left in bench/results. */
export interface Measured {
  latest: { comparisons: Comparison[] };
  scale: Scaling[];
  memory: Memory[];
}

export async function readMeasured(): Promise<Measured> {
  const read = async (name: string) => JSON.parse(await readFile(join(RESULTS, name), 'utf8')) as never;
  return { latest: await read('latest.json'), scale: await read('scale.json'), memory: await read('memory.json') };
}

/** Writes the tables of the document anew from what was measured last. */
export async function updateDocument(): Promise<void> {
  await writeFile(DOCUMENT, fillTables(await readFile(DOCUMENT, 'utf8'), await readMeasured()));
}

/** The document with its tables, each of which stands between `<!-- table: name -->` and `<!-- end -->`. Pure. */
export function fillTables(document: string, { latest, scale, memory }: Measured): string {
  const tables: Record<string, string> = { scale: scaleTable(scale), memory: memoryTable(memory) };
  for (const { connections } of latest.comparisons)
    tables[`${connections} connections`] = comparisonTable(latest.comparisons, connections);
  return document.replace(/(<!-- table: (.+) -->\n\n)[^]*?(?=\n\n<!-- end -->)/g, (whole, mark, name) => {
    const table = tables[String(name)];
    return table === undefined ? String(whole) : `${mark}${table}`;
  });
}

function comparisonTable(comparisons: Comparison[], connections: number): string {
  const rows = comparisons.filter((comparison) => comparison.connections === connections);
  return markdown(
    ['operation', 'a/s', 'b/s', 'a/b', 'c/a', 'p50 a, ms', 'p99 a, ms', 'p99 a/b'],
    rows.map(({ operation, server, baseline, server_to_baseline, floor_to_server, p99_to_baseline }) => [
      ...[operation, rate(server.requests_per_second), shown(rate, baseline?.requests_per_second)],
      ...[shown(ratio, server_to_baseline), floor_to_server.toFixed(1)],
      ...[milliseconds(server.p50_ms), milliseconds(server.p99_ms), shown(ratio, p99_to_baseline)],
    ]),
  );
}

function scaleTable(scalings: Scaling[]): string {
  const sizes = Object.keys(scalings[0]?.figures ?? {});
  return markdown(
    ['operation', ...sizes.map((size) => Number(size).toLocaleString('en')), 'ratio'],
    scalings.map(({ operation, figures, ratio }) => [
      operation,
      ...sizes.map((size) => milliseconds(figures[size]?.p50_ms ?? Number.NaN)),
      ratio.toFixed(2),
    ]),
  );
}

function memoryTable(memories: Memory[]): string {
  const counted = (value: number) => value.toLocaleString('en');
  return markdown(
    ['operation', 'after requests', 'MiB', 'and after', 'MiB', 'ratio'],
    memories.map(({ operation, requests: [first, last], resident: [before, after], ratio }) => [
      ...[operation, counted(first), before.toFixed(0), counted(last), after.toFixed(0), ratio.toFixed(2)],
    ]),
  );
}

/** A table as prettier would have it: the first column to the left, numbers to the right. */
function markdown(head: string[], rows: string[][]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const cells = (row: string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [cells(head), rule, ...rows.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
