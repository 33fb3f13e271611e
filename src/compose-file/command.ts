import { commandRule, execForm } from '../facets/values.js';
import { unescapeDollars } from './interpolation.js';
import { below, isAbsent, joined, type Parsed, type PartlyParsed, warning } from './parsed.js';
import { scalarText } from './scalars.js';
import { parseSetting } from './settings.js';

/** The command: a text is the shell form, a list the exec form. An empty one resets the image's and stays an option. */
export function parseCommand(value: unknown, where: string): PartlyParsed<string | null> {
  if (isAbsent(value)) return { value: null, warnings: [] };
  const { value: text, warnings } = parseCommandText(value, where, ['sh', '-c']);
  if (text === undefined) return { value: null, warnings, kept: value };
  if (text === '') {
    const message = "an empty command resets the image's own; kept as an option";
    return { value: null, warnings: [warning('command-reset', where, message)], kept: value };
  }
  const setting = parseSetting('command', text, value, where);
  return { ...setting, warnings: [...warnings, ...setting.warnings] };
}

/**
 * Text of a command line: a list becomes JSON, so that no quote is lost, a text stays as it is. A text that would be
 * mistaken for such JSON is handed to `shell` as one word. '' where it is empty, undefined where it is no command.
 */
export function parseCommandText(value: unknown, where: string, shell: string[]): Parsed<string | undefined> {
  if (Array.isArray(value)) {
    const words = joined(value.map((word, index) => parseWord(word, below(where, index))));
    if (words.value.includes(undefined)) return { value: undefined, warnings: words.warnings };
    return { value: words.value.length === 0 ? '' : JSON.stringify(words.value), warnings: words.warnings };
  }
  const { value: text, warnings } = parseWord(value, where);
  if (text === undefined || text.trim() === '') return { value: text?.trim(), warnings };
  if (commandRule.test(text) && !execForm(text)) return { value: text, warnings };
  const message = `looks like a list, so it is stored as ${JSON.stringify([...shell, '…'])}`;
  return {
    value: JSON.stringify([...shell, text]),
    warnings: [...warnings, warning('shell-form-wrapped', where, message)],
  };
}

function parseWord(value: unknown, where: string): Parsed<string | undefined> {
  const text = scalarText(value);
  if (text === undefined) return { value: text, warnings: [warning('shape-invalid', where, 'must be a single value')] };
  return unescapeDollars(text, where);
}
