/**
 * The candidates that look most like the given text (at most three), so that an error can say what was probably meant.
 * @param limit how many letters may differ
 */
export function nearest(
  given: string,
  candidates: Iterable<string>,
  limit = Math.max(2, Math.floor(given.length / 3)),
): string[] {
  return [...candidates]
    .map((candidate) => ({ candidate, distance: editDistance(given.toLowerCase(), candidate.toLowerCase(), limit) }))
    .filter(({ candidate, distance }) => distance <= limit || (given.length > 2 && candidate.includes(given)))
    .toSorted((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** How many letters differ, two that changed places counting as one; cut off above `limit`, so that long inputs cost nothing. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const [ofA, ofB] = [lettersOf(a), lettersOf(b)];
  if (Math.max(count(ofA & ~ofB), count(ofB & ~ofA)) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? limit) + 1 : Infinity;
      const distance = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution, swapped);
      least = Math.min(least, distance);
      current.push(distance);
    }
    if (least > limit) return limit + 1;
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}

/** Which letters a text has, a bit each; some share one. Each that another text lacks is one that differs. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

function count(letters: number): number {
  let found = 0;
  for (let rest = letters; rest !== 0; rest &= rest - 1) found += 1;
  return found;
}
