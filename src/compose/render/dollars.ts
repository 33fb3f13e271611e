/** A text as Compose takes it for what it is: a single `$` would start a variable. */
export function escapeDollars(text: string): string {
  return text.replaceAll('$', () => '$$');
}
