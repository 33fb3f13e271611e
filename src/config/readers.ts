import { isIPv4 } from 'node:net';

/** Turns the text of a variable (undefined when unset) into its value, or says what the variable takes. */
export type Reader<Value> = (given: string | undefined) => { value: Value } | { problem: string };

export function integer(min: number, max: number, fallback: number): Reader<number> {
  return (given) => {
    if (given === undefined) return { value: fallback };
    const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    return value >= min && value <= max ? { value } : { problem: `it takes an integer from ${min} to ${max}` };
  };
}

export function bool(fallback: boolean): Reader<boolean> {
  return (given) => {
    if (given === undefined) return { value: fallback };
    return given === 'true' || given === 'false' ? { value: given === 'true' } : { problem: 'it takes true or false' };
  };
}

export function choice<Word extends string>(words: readonly Word[], fallback: Word): Reader<Word> {
  return (given) => {
    if (given === undefined) return { value: fallback };
    const value = words.find((word) => word === given);
    return value === undefined ? { problem: `it takes one of ${words.join(', ')}` } : { value };
  };
}

export function text(pattern: RegExp, allowed: string, fallback?: string): Reader<string | undefined> {
  return (given) => {
    if (given === undefined) return { value: fallback };
    return pattern.test(given) ? { value: given } : { problem: `it takes ${allowed}` };
  };
}

/** Several values with commas between them, in lower case, each of a pattern; none where it is unset. */
export function list(pattern: RegExp, allowed: string): Reader<string[]> {
  return (given = '') => {
    const value = given
      .toLowerCase()
      .split(',')
      .map((item) => item.trim());
    if (given === '') return { value: [] };
    return value.every((item) => pattern.test(item)) ? { value } : { problem: `it takes ${allowed}` };
  };
}

/** Beginnings of addresses, each with a slash at its end, with commas between them. */
export function prefixes(allowed: string): Reader<string[]> {
  return (given) => {
    if (given === undefined) return { value: [] };
    const value = given.split(',').map((item) => item.trim());
    const valid = value.every((item) => /^(https?|file):\/\//.test(item) && item.endsWith('/') && URL.canParse(item));
    return valid ? { value: value.map((item) => new URL(item).href) } : { problem: `it takes ${allowed}` };
  };
}

/** An address that only this machine reaches: without keys the server may listen nowhere else. */
export function loopback(fallback: string): Reader<string> {
  return (given = fallback) => {
    if (given === 'localhost' || given === '::1' || (isIPv4(given) && given.startsWith('127.')))
      return { value: given };
    return {
      problem: 'requests are not checked for keys yet, so it takes a loopback address only (127.0.0.1, ::1, localhost)',
    };
  };
}

/** A variable of the contract that this version cannot honour; refusing it is safer than ignoring it. */
export function notYet(why: string): Reader<undefined> {
  return (given) => (given === undefined ? { value: undefined } : { problem: `it must stay unset: ${why}` });
}
