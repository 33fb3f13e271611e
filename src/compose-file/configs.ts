import { isObject } from '../common/fields.js';
import { referencesIn } from '../references/text.js';
import { unescapeDollars } from './interpolation.js';
import type { Candidate } from './items.js';
import { below, isAbsent, own, type Parsed, type PartlyParsed, warning } from './parsed.js';
import { fileModeText, scalarText } from './scalars.js';
import { composeParts } from './variable-text.js';

/** Mode of a config for which Compose is given none: readable for everyone. */
const DEFAULT_MODE = '0444';

const KEPT_KEYS = ['source', 'target', 'mode'];

interface ConfigUse {
  raw: unknown;
  where: string;
  candidate?: Candidate;
}

/**
 * The `configs` of a service whose text stands in the file, as config files. Compose fills in variables there: a text
 * that has some stays as it is and is filled in when it is rendered; in any other `$$` is a single `$`. Uses of any
 * other config stay options. `definitions` is the top-level `configs`.
 */
export function parseConfigs(
  value: unknown,
  where: string,
  definitions: Record<string, unknown>,
): PartlyParsed<Candidate[]> {
  if (isAbsent(value)) return { value: [], warnings: [] };
  if (!Array.isArray(value))
    return { value: [], warnings: [warning('shape-invalid', where, 'must be a list; left out')] };
  const uses = value.map((raw, index) => parseUse(raw, below(where, index), definitions));
  const others = uses.filter(({ value: use }) => !use.candidate).map(({ value: use }) => use);
  const kept = others.map((use) =>
    warning('config-kept', use.where, 'has no content in this file, so it is no config file; kept as an option'),
  );
  return {
    value: uses.flatMap(({ value: { candidate } }) => (candidate ? [candidate] : [])),
    warnings: [...uses.flatMap(({ warnings }) => warnings), ...kept],
    ...(others.length > 0 && { kept: others.map(({ raw }) => raw) }),
  };
}

function parseUse(raw: unknown, where: string, definitions: Record<string, unknown>): Parsed<ConfigUse> {
  const use = isObject(raw) ? raw : { source: raw };
  const source = scalarText(use.source) ?? '';
  const definition = own(definitions, source);
  const text = isObject(definition) ? scalarText(definition.content) : undefined;
  if (text === undefined) return { value: { raw, where }, warnings: [] };
  const content = readContent(text, where);
  const target = scalarText(use.target ?? source) ?? '';
  const input = {
    file_path: target.startsWith('/') ? target : `/${target}`,
    ...content.value,
    file_mode: fileModeText(use.mode ?? DEFAULT_MODE),
  };
  const lost = Object.keys(use)
    .filter((key) => !KEPT_KEYS.includes(key))
    .map((key) => warning('config-option-dropped', below(where, key), `${key} of a config is not kept`));
  return { value: { raw, where, candidate: { where, input } }, warnings: [...content.warnings, ...lost] };
}

/**
 * A text is a template where something is to be filled in: references of this product, or variables of Compose; and where a
 * `$` stands that Compose refuses, so that the text stays as it is.
 */
function readContent(text: string, where: string): Parsed<{ content: string; is_template?: boolean }> {
  const { value: plain, warnings } = unescapeDollars(text, where);
  if (referencesIn(text).length > 0) return { value: { content: text, is_template: true }, warnings: [] };
  const is_template = warnings.length > 0 || composeParts(text).some((part) => 'name' in part);
  return { value: is_template ? { content: text, is_template } : { content: plain }, warnings };
}
