import { isDeepStrictEqual } from 'node:util';
import { Document, type Node } from 'yaml';
import { isObject } from '../../common/fields.js';
import type { InSteps } from '../../common/in-steps.js';
import { yamlInSteps } from '../yaml-text.js';

/**
 * What a second Compose file has to say, so that Compose, which merges the two, ends with `whole`: what is equal is left
 * out, single values stand as they are, lists under `!override`, and what goes away under `!reset`. Pure.
 */
export function overrideOf(base: object, whole: object): Record<string, unknown> {
  const keys = [...new Set([...Object.keys(base), ...Object.keys(whole)])];
  const differing = keys.flatMap((key): [string, unknown][] => {
    const [before, after] = [base, whole].map((side) => new Map(Object.entries(side)).get(key));
    if (!Object.hasOwn(whole, key)) return [[key, tagged('!reset', null)]];
    if (Object.hasOwn(base, key) && isDeepStrictEqual(before, after)) return [];
    return [[key, Object.hasOwn(base, key) ? replacing(key, before, after) : after]];
  });
  return Object.fromEntries(differing);
}

/** The two as files by the names that Compose looks for. */
export function* splitFiles(base: object, whole: object): InSteps<{ name: string; content: string }[]> {
  const override = overrideOf(base, whole);
  const documents = { 'compose.yaml': base, 'compose.override.yaml': { services: {}, ...override } };
  const files: { name: string; content: string }[] = [];
  for (const [name, document] of Object.entries(documents))
    files.push({ name, content: yield* yamlInSteps([document]) });
  return files;
}

/** Keys of which Compose takes a later pair without a value for what it is; elsewhere nothing is no value. */
const PAIRS = ['environment', 'labels', 'annotations', 'sysctls'];

/** A value that takes the place of another one. */
function replacing(key: string, before: unknown, after: unknown): unknown {
  if (isObject(before) && isObject(after) && mixes(key, before, after)) return overrideOf(before, after);
  const replaces = typeof after === 'object' || typeof before === 'object';
  return replaces && after !== null ? tagged('!override', after) : after;
}

/** Whether two maps can be merged: options of a log belong to their driver, extensions to whoever reads them. */
function mixes(key: string, before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  if (key.startsWith('x-') || (key === 'logging' && before.driver !== after.driver)) return false;
  return PAIRS.includes(key) || !Object.keys(before).some((name) => before[name] !== null && after[name] === null);
}

function tagged(tag: '!reset' | '!override', value: unknown): Node {
  const node = new Document().createNode(value, { aliasDuplicateObjects: false });
  return Object.assign(node, { tag });
}
