/** One step of a JSON pointer, escaped as RFC 6901 wants it. */
export function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
