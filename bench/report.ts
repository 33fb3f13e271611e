import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Comparison } from './compare.js';

export const RESULTS = 'bench/results';

type Cell = string | number;

/** A table as wide as its widest values, numbers to the right. */
export function table(title: string, rows: Record<string, Cell>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => String(line[index]).length)));
  const print = (line: Cell[]) =>
    line
      .map((cell, index) =>
        index === 0 ? String(cell).padEnd(widths[0] ?? 0) : String(cell).padStart(widths[index] ?? 0),
      )
      .join('  ');
  return `\n${title}\n${lines.map(print).join('\n')}\n`;
}

export function rate(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

export function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

export function ratio(value: number): string {
  return value.toFixed(2);
}

/** A figure as it is printed; a dash where there is none, because the server was measured alone. */
export function shown(print: (value: number) => string, value: number | undefined): string {
  return value === undefined ? '–' : print(value);
}

export function comparisonTable(comparisons: Comparison[], connections: number): string {
  const rows = comparisons
    .filter((comparison) => comparison.connections === connections)
    .map(({ operation, server, baseline, server_to_baseline, floor_to_server, p99_to_baseline }) => ({
      [`${connections} connection${connections === 1 ? '' : 's'}`]: operation,
      'server/s': rate(server.requests_per_second),
      'baseline/s': shown(rate, baseline?.requests_per_second),
      'a/b': shown(ratio, server_to_baseline),
      'c/a': floor_to_server.toFixed(1),
      'p50 a': milliseconds(server.p50_ms),
      'p50 b': shown(milliseconds, baseline?.p50_ms),
      'p99 a': milliseconds(server.p99_ms),
      'p99 b': shown(milliseconds, baseline?.p99_ms),
      'p99 a/b': shown(ratio, p99_to_baseline),
      'cpu a': milliseconds(server.cpu_ms),
      'cpu b': shown(milliseconds, baseline?.cpu_ms),
      'db a': milliseconds(server.database_cpu_ms),
      'db b': shown(milliseconds, baseline?.database_cpu_ms),
    }));
  return table('', rows).trimStart();
}

/** What ran this: figures mean little without. */
export function machine() {
  const [cpu] = cpus();
  return {
    cores: cpus().length,
    cpu: cpu?.model ?? '',
    memory_gib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}

export async function save(name: string, content: string): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  const file = join(RESULTS, name);
  await writeFile(file, content.endsWith('\n') ? content : `${content}\n`);
  return file;
}
