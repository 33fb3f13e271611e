import { hasVariable } from '../compose-file/interpolation.js';

/** A text as Compose takes it for what it is: a single `$` would start a variable. */
export function escapeDollars(text: string): string {
  return text.replaceAll('$', () => '$$');
}

/** The real name of a volume from outside. Docker knows none with a dollar: where one stands, a variable is meant. */
export function outsideName(name: string): string {
  return hasVariable(name) ? name : escapeDollars(name);
}
