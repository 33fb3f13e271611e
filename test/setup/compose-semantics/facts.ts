/** One thing that a Compose file says of a service. */
export interface Fact {
  /** What is said, in one spelling; compared as JSON. */
  value: unknown;
  /** JSON pointer to where the file says it, or would. */
  where: string;
}

/** Facts by a pointer that two files share, e.g. `/services/db/ports/5432~1tcp`. */
export type Facts = Map<string, Fact>;

export interface Difference {
  /** Which fact. */
  pointer: string;
  /** Where the first file says it, or the second where only that one does. */
  where: string;
  before: unknown;
  after: unknown;
}

/** Everything that is in one file only or not the same in both, in the order of pointers. */
export function differences(before: Facts, after: Facts): Difference[] {
  const pointers = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return pointers
    .filter((pointer) => JSON.stringify(before.get(pointer)?.value) !== JSON.stringify(after.get(pointer)?.value))
    .map((pointer) => {
      const [old, now] = [before.get(pointer), after.get(pointer)];
      return { pointer, where: old?.where ?? now?.where ?? '', before: old?.value, after: now?.value };
    });
}

/** Whether a report that names `reported` speaks of a fact that stands at `where`: the same place, above it or below. */
export function covers(reported: string, where: string): boolean {
  return reported === where || where.startsWith(`${reported}/`) || reported.startsWith(`${where}/`);
}
