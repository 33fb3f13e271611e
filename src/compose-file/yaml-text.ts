import { LineCounter } from 'yaml';
import { InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { findUnsafeText } from '../common/plain-values.js';
import { Budget } from './budget.js';
import type { EntryLimit } from './entry-limit.js';
import { MERGE_TAGS, type MergeTags } from './merge-tags.js';
import { type Parsed, warning } from './parsed.js';
import { MAX_REPORTED, parseYamlDocument, placeOf } from './yaml-document.js';
import { yamlReason } from './yaml-errors.js';
import { readValues } from './yaml-values.js';

/** A plain map, and where in it a tag says how it merges with what is inherited. */
export interface ReadYaml extends Parsed<Record<string, unknown>> {
  tags: MergeTags;
}

/** A text that is read together with others: the field that has it, and what all of them may still cost. */
export interface OneOfSeveral {
  file: string;
  budget: Budget;
}

/**
 * YAML text as a plain map, which is expected to have the given key. InvalidInput where the text is no YAML (with line and column), no map, repeats a key, is
 * too long or too deep, or grows beyond the bounds of a plain value by its aliases;
 * where it has more entries than the limit allows before anything else is looked at.
 */
export function readYaml(text: string, key = 'services', limit?: EntryLimit, one_of_several?: OneOfSeveral): ReadYaml {
  const lines = new LineCounter();
  const { budget = new Budget(), file } = one_of_several ?? {};
  const document = parseYamlDocument(text, lines, limit, budget);
  const { value, warnings, tags } = readValues(document.contents, {
    ...{ budget, file },
    placeOf: (offset) => placeOf(lines, offset),
    lineOf: (offset) => lines.linePos(offset).line,
  });
  if (!isObject(value)) throw InvalidInput.field('', `must be a map with the key ${key}`);
  const unsafe = findUnsafeText(value, '');
  if (unsafe) throw new InvalidInput([unsafe]);
  const ignored = document.warnings
    .filter(({ pos }) => !MERGE_TAGS.some((tag) => text.startsWith(tag, pos[0])))
    .slice(0, MAX_REPORTED)
    .map((said) => warning('yaml-tag-ignored', '', `${yamlReason(said)} (${placeOf(lines, said.pos[0])})`));
  return { value, warnings: [...ignored, ...warnings], tags };
}
