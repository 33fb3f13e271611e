import { hasVariable } from '../compose-file/interpolation.js';
import { type Mark, writeText } from './marks.js';

/** A text as Compose takes it for what it is: a single `$` would start a variable. What it has to fill in is one. */
export function escapeDollars(text: string): string {
  return writeText(text, (plain) => plain.replaceAll('$', () => '$$'), variable);
}

/** The text of a template, in which Compose fills in variables anyway. */
export function keepDollars(text: string): string {
  return writeText(text, (plain) => plain, variable);
}

/** A secret is what Compose finds under its name; where nobody has said a value, Compose refuses to start until somebody does. */
function variable(mark: Mark): string {
  if ('dollar' in mark) return '$$';
  if ('secret' in mark) return `\${${mark.secret}}`;
  return `\${${mark.open}:?${mark.reason.replace(/[${}\\]/g, ' ')}}`;
}

/** The real name of a volume from outside. Docker knows none with a dollar: where one stands, a variable is meant. */
export function outsideName(name: string): string {
  return hasVariable(name) ? name : escapeDollars(name);
}
