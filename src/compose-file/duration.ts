/** A duration in whole seconds; `exact` is false where a part of a second was rounded up. */
export interface Duration {
  seconds: number;
  exact: boolean;
}

const SECOND = 1_000_000_000;
const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1_000,
  µs: 1_000,
  μs: 1_000,
  ms: 1_000_000,
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
  w: 604_800 * SECOND,
};
const PARTS = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/gy;

/** `1m30s`, `500ms`, `1.5s`, or a bare number of seconds, as Compose reads durations; undefined for anything else. */
export function parseDuration(value: unknown): Duration | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  const nanoseconds = Number.isNaN(Number(text)) ? sumOfParts(text) : Math.round(Number(text) * SECOND);
  if (text === '' || nanoseconds === undefined || nanoseconds < 0 || !Number.isSafeInteger(nanoseconds))
    return undefined;
  const seconds = Math.ceil(nanoseconds / SECOND);
  return { seconds, exact: seconds * SECOND === nanoseconds };
}

function sumOfParts(text: string): number | undefined {
  let end = 0;
  let sum = 0;
  for (const [part, number, unit = ''] of text.matchAll(PARTS)) {
    sum += Math.round(Number(number) * (NANOSECONDS[unit] ?? 0));
    end += part.length;
  }
  return end === text.length ? sum : undefined;
}
