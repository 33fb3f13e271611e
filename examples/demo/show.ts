/** What the demo prints: a numbered step, and values in a form that fits a terminal. */
let step = 0;

export function title(text: string): void {
  step += 1;
  console.log(`\n${step}. ${text}`);
}

export function line(text: string): void {
  console.log(`   ${text}`);
}

/** Columns as wide as their widest value. */
export function table(rows: Record<string, string | number | boolean>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const width = (column: string) => Math.max(column.length, ...rows.map((row) => String(row[column]).length));
  const print = (cell: (column: string) => string) =>
    line(
      columns
        .map((column) => cell(column).padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    );
  print((column) => column);
  rows.forEach((row) => print((column) => String(row[column])));
}
