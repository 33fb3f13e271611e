/** A variable of a render and, where it is revealed, its value. */
export interface EnvFileLine {
  name: string;
  value?: string;
}

/** `NAME=value` lines as Compose reads them from an `.env` file; each value arrives there as it is. */
export function toEnvFile(lines: readonly EnvFileLine[]): string {
  return lines.map(({ name, value = '' }) => `${name}=${quoted(value)}\n`).join('');
}

/** Single quotes take everything but themselves and backslashes; double quotes take the rest with escapes. */
function quoted(value: string): string {
  if (/^[\w@%+:,./-]*$/.test(value)) return value;
  if (!/['\\\r]/.test(value)) return `'${value}'`;
  const escaped = value
    .replace(/["$\\]/g, (character) => `\\${character}`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`);
  return `"${escaped}"`;
}
