/** One step of a JSON pointer, escaped as RFC 6901 wants it. */
export function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The last step of a JSON pointer as it was before it was escaped; '' where the pointer has none. */
export function lastOf(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
