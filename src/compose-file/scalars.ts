/** The text of a YAML scalar as Compose writes it into the container; undefined for lists, maps and null. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? numberText(value) : undefined;
}

/** Integers in plain digits; fractions as Go prints them, because Compose does: 0.00001 is `1e-05`. */
function numberText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6) return String(value);
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

/** An octal file mode as text: a YAML number has been read as octal already, a text may carry the prefix `0o`. */
export function fileModeText(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value.toString(8).padStart(4, '0');
  return typeof value === 'string' ? value.replace(/^0o/, '') : value;
}
