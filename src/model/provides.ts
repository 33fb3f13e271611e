/** Everything that a template provides: its own name, then the others. */
export function provided(name: string, provides: readonly string[]): string[] {
  return [name, ...otherProvided(name, provides)];
}

/** What a template provides besides its own name: each name once, in order. */
export function otherProvided(name: string, provides: readonly string[]): string[] {
  return [...new Set(provides)].filter((other) => other !== name).toSorted();
}
