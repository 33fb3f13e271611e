import { isIP } from 'node:net';
import { posix } from 'node:path';
import { domainToASCII } from 'node:url';
import type { TextRule } from '../common/fields.js';

/** The rules of single values that facets share. Pure. */

export const ipRule: TextRule = { allowed: 'an IPv4 or IPv6 address', test: (value) => isIP(value) > 0 };

/** One spelling per address: IPv6 in its short lower-case form; everything else as given. */
export function canonicalIp(value: string): string {
  return isIP(value) === 6 && !value.includes('%') ? new URL(`http://[${value}]`).hostname.slice(1, -1) : value;
}

export const absolutePathRule: TextRule = {
  allowed: 'an absolute path without ".."',
  test: (value) => value.startsWith('/') && value !== '/' && !value.split('/').includes('..'),
  schema: { pattern: '^/.+' },
};

/** One spelling per path: no doubled or trailing slash, no `.`; a path with `..` is left as it is, to be refused. */
export function canonicalPath(value: string): string {
  if (!value.startsWith('/') || value.split('/').includes('..')) return value;
  const path = posix.normalize(value);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

const HOST_LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

export const hostNameRule: TextRule = {
  allowed: 'a host name such as shop.localhost, or *.shop.localhost',
  test: (value) =>
    value
      .replace(/^\*\./, '')
      .split('.')
      .every((label) => HOST_LABEL.test(label)),
};

/** One spelling per host name: lower case, and its ASCII form where it has other letters; what has none stays, to be refused. */
export function canonicalDomain(value: string): string {
  const labels = value.normalize('NFC').toLowerCase().split('.');
  return labels.map((label) => (/[^\0-\x7f]/.test(label) ? domainToASCII(label) || label : label)).join('.');
}

export const envKeyRule: TextRule = {
  allowed: 'a variable name without "=" and white space',
  test: (value) => /^[^\s=]+$/.test(value),
};

/** The key of a variable of a stack: what Compose and every shell take as the name of one. */
export const variableKeyRule: TextRule = {
  allowed: 'a variable name: letters, digits and "_", not starting with a digit',
  test: (value) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(value),
  schema: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
};

/** Keys that only the product itself may set, in any letter case. */
export const RESERVED_LABEL_PREFIX = 'devarch.';

export const labelKeyRule: TextRule = {
  allowed: `a label key without white space that does not start with "${RESERVED_LABEL_PREFIX}", which is reserved for identity labels`,
  test: (value) => /^[^\s=]+$/.test(value) && !value.toLowerCase().startsWith(RESERVED_LABEL_PREFIX),
};

export const fileModeRule: TextRule = {
  allowed: 'an octal file mode such as 0644',
  test: (value) => /^[0-7]{3,4}$/.test(value),
  schema: { pattern: '^[0-7]{3,4}$' },
};

/** Three digits and four mean the same; the stored form has four. */
export function canonicalFileMode(value: string): string {
  return /^[0-7]{3}$/.test(value) ? `0${value}` : value;
}

export const commandRule: TextRule = {
  allowed: 'a command line (shell form), or a JSON array of strings (exec form)',
  test: (value) => value.trim() !== '' && (!looksLikeExec(value) || isSayable(execForm(value))),
};

/** Words without NUL, which JSON can say and no command can hold. */
function isSayable(words: string[] | undefined): boolean {
  return words !== undefined && !words.some((word) => word.includes('\0'));
}

/** A healthcheck is a command of which the exec form starts with the word that says how it is run. */
export const healthTestRule: TextRule = {
  allowed: 'a command line (shell form), or a JSON array that starts with CMD, CMD-SHELL or NONE (exec form)',
  test: (value) =>
    commandRule.test(value) &&
    !/^\s*(CMD|CMD-SHELL|NONE)(\s|$)/.test(value) &&
    ['CMD', 'CMD-SHELL', 'NONE', undefined].includes(execForm(value)?.[0]),
};

/**
 * A check written as plain text that begins with one of Compose's words, as what the word means: `CMD-SHELL` is the shell
 * form, `CMD` the exec form of the words that follow, `NONE` no check. CMD with quotes that do not end is left to be refused.
 */
export function canonicalHealthTest(value: string): string {
  const [, word, rest = ''] = /^\s*(CMD-SHELL|CMD|NONE)(?:\s+([^]*))?$/.exec(value) ?? [];
  const command = rest.trim();
  if (word === 'NONE') return command === '' ? '["NONE"]' : value;
  if (word === undefined || command === '') return value;
  if (word === 'CMD-SHELL') return looksLikeExec(command) ? JSON.stringify([word, command]) : command;
  const words = shellWords(command);
  return words ? JSON.stringify([word, ...words]) : value;
}

/** The words of a line, in which quotes hold blanks together; undefined where a quote does not end. */
function shellWords(line: string): string[] | undefined {
  const pieces = line.match(/(?:[^\s"'\\]|\\[^]|"(?:[^"\\]|\\[^])*"|'[^']*')+|\S/g) ?? [];
  if (pieces.some((piece) => /^["'\\]$/.test(piece))) return undefined;
  return pieces.map((piece) =>
    piece.replace(
      /\\([^])|"((?:[^"\\]|\\[^])*)"|'([^']*)'/g,
      (_, escaped?: string, double?: string, single?: string) =>
        escaped ?? double?.replace(/\\(["\\])/g, '$1') ?? single ?? '',
    ),
  );
}

/** The words of the exec form, or undefined where the text is the shell form. Quoting is never lost either way. */
export function execForm(value: string): string[] | undefined {
  if (!looksLikeExec(value)) return undefined;
  try {
    const words: unknown = JSON.parse(value);
    return Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string')
      ? words
      : undefined;
  } catch {
    return undefined;
  }
}

function looksLikeExec(value: string): boolean {
  return /^\s*\[\s*"/.test(value) || /^\s*\[\s*\]\s*$/.test(value);
}
