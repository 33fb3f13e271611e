import { isObject } from '../common/fields.js';
import { type FileVariable, FileVariables, type VariableSource } from './file-variables.js';
import { maskVariables } from './interpolation.js';
import { tagStart } from './image.js';
import { below, type Parsed, type ParseWarning, warning } from './parsed.js';
import { withPassedOn } from './passed-on.js';
import { renderedSecrets } from './rendered-secrets.js';
import { type FilePath, kindOf, type PlaceKind } from './variable-places.js';
import { composeParts } from './variable-text.js';
import { VariableWriter } from './variable-writer.js';

/** A file in which no variable is left that something is known of. */
export interface Interpolated extends Parsed<Record<string, unknown>> {
  /** Those of the stack that the file wants; none where there is no stack. */
  variables: FileVariable[];
}

/**
 * A file as this product reads it: in places that take references each variable is one (written as Compose writes such a
 * text, `$${{ vars.NAME }}`), elsewhere its value stands there, where it is known. Pure.
 * @param refers whether there is a stack whose variables can be referred to; otherwise values stand everywhere
 */
export function interpolate(file: Record<string, unknown>, source: VariableSource, refers: boolean): Interpolated {
  const whole = refers ? withPassedOn(file) : file;
  const variables = new FileVariables(refers ? withRendered(source, file) : source);
  const warnings = collect(whole, [], variables);
  const writer = new VariableWriter(variables, refers, warnings);
  const entries = Object.entries(whole).map(([key, value]): [string, unknown] => [key, write(value, [key], writer)]);
  return { value: Object.fromEntries(entries), warnings, variables: refers ? variables.list() : [] };
}

/** What somebody gives a name counts more than that a render uses it. */
function withRendered(source: VariableSource, file: Record<string, unknown>): VariableSource {
  const rendered = [...renderedSecrets(file)].filter(([name]) => !source.given.has(name));
  return rendered.length === 0 ? source : { ...source, secrets: new Map([...rendered, ...source.secrets]) };
}

/** Takes down every variable first, so that a place knows of a default that stands behind it. */
function collect(value: unknown, path: FilePath, variables: FileVariables): ParseWarning[] {
  if (typeof value === 'string') return collectText(value, path, variables);
  if (Array.isArray(value)) return value.flatMap((item, index) => collect(item, [...path, index], variables));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => collect(item, [...path, key], variables));
}

function collectText(text: string, path: FilePath, variables: FileVariables): ParseWarning[] {
  if (!text.includes('$') || kindOf(path) === 'none') return [];
  return composeParts(text).flatMap((part) => {
    if (!('name' in part) || !variables.add(part, below('', ...path))) return [];
    const message = `gives ${part.name} another default than an earlier place, whose default counts`;
    return [warning('variable-default-differs', below('', ...path), message)];
  });
}

function write(value: unknown, path: FilePath, writer: VariableWriter): unknown {
  if (typeof value === 'string') return value.includes('$') ? WRITERS[kindOf(path)](writer, value, path) : value;
  if (Array.isArray(value)) return value.map((item, index) => write(item, [...path, index], writer));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, write(item, [...path, key], writer)]));
}

const WRITERS: Record<PlaceKind, (writer: VariableWriter, text: string, path: FilePath) => string> = {
  none: (_, text) => text,
  filled: (writer, text, path) => writer.fill(text, path),
  refers: (writer, text, path) => writer.refer(text, path),
  config: (writer, text, path) => writer.referInTemplate(text, path),
  entry: (writer, text, path) => {
    const at = maskVariables(text).indexOf('=');
    return at < 0 ? writer.fill(text, path) : writer.fill(text.slice(0, at), path) + writer.refer(text.slice(at), path);
  },
  image: (writer, text, path) => {
    const at = tagStart(text);
    return writer.fill(text.slice(0, at), path) + writer.refer(text.slice(at), path);
  },
};
