import { readReference } from '../references/reference.js';
import { escapeReferences } from '../references/text.js';

/**
 * A text from outside as an expression: what reads as a reference is taken as one, everything else says what it said,
 * whatever it looks like. Pure.
 */
export function takeReferences(text: string): string {
  return text.replace(/(\$?)\$\{\{(?:([^{}]*)\}\})?/g, (whole, before: string, inner: string | undefined) => {
    const refers = before === '' && inner !== undefined && typeof readReference(inner) !== 'string';
    return refers ? whole : escapeReferences(whole);
  });
}

/** What refers to a variable, or to the secret of an instance that is rendered under its name. */
export function variableReference(name: string, { secrets }: { secrets: ReadonlyMap<string, string> }): string {
  return `\${{ ${secrets.get(name) ?? `vars.${name}`} }}`;
}
