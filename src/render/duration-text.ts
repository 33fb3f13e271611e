const UNITS = [
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** Whole seconds in Docker's words: `1m30s`, `24h`, `0s`. */
export function durationText(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}
