import { type FieldError, InvalidInput } from '../common/errors.js';
import { isObject, suchAs } from '../common/fields.js';
import { demandOnlyKey } from '../common/only-key.js';
import { parse } from '../common/parse.js';
import { LIMITS } from '../common/limits.js';
import { type Facet, isSingle, type SpecValues } from '../facets/facet.js';
import { byKey } from '../facets/merge.js';
import { givenValues } from '../facets/item-values.js';
import { type Said, saidOf } from '../facets/row-fields.js';
import { OverrideRow } from './dto/override-rows.js';

/** One override as it is written: its value columns, and whether it removes. */
export interface OverrideValues {
  values: SpecValues;
  removed: boolean;
  /** Nothing was said of it: what is stored as removed with just these values stays so. */
  unsaid?: boolean;
  /** What it says of itself that only the server makes, and where it stands. */
  said?: Said;
  /** The value that came with an expression, which the values hold instead. */
  sent?: SpecValues[string];
  pointer?: string;
}

/** What an effective item says beside its values. */
const TRACE = ['shadows', 'changed_at', 'expression', 'refers_to', 'chain'];
const ROW_FIELDS = ['removed', 'id', 'created_at', 'updated_at'];
export const MAX_ROWS = LIMITS.items;

/**
 * The overrides in the body of a whole-facet write. The body has one key, the facet's name, so that a misspelt key is an
 * error and never a wipe. InvalidInput names every wrong field and every row that repeats another.
 */
export function parseOverrides(facet: Facet, body: unknown): OverrideValues[] {
  const parsed = parseRows(facet, body);
  const errors = repetitions(facet, parsed, (index) => pointerOf(facet, index));
  if (errors.length > 0) throw new InvalidInput(errors);
  return withUnsaid(facet, body, parsed);
}

/** Marks the rows that do not say whether they remove, of keys that stand once. */
function withUnsaid(facet: Facet, body: unknown, parsed: OverrideValues[]): OverrideValues[] {
  const rows = rowsOf(facet, body);
  const counts = byKey({ key: ({ values }: OverrideValues) => facet.key(values) }, parsed);
  return parsed.map((row, index) => {
    const given = rows[index];
    const said = !isObject(given) || given.removed !== undefined;
    return said || counts.get(facet.key(row.values))?.length !== 1 ? row : { ...row, unsaid: true };
  });
}

/** InvalidInput where a list that was computed would store one value twice. */
export function demandDistinct(facet: Facet, rows: OverrideValues[], pointer: string): void {
  const [clash] = repetitions(facet, rows, (index) => `the override of ${facet.key(rows[index]?.values ?? {})}`);
  if (clash)
    throw InvalidInput.field(pointer, `would make two overrides of one value: ${clash.pointer} ${clash.reason}`);
}

function parseRows(facet: Facet, body: unknown): OverrideValues[] {
  const rows = rowsOf(facet, body);
  const errors: FieldError[] = [];
  const parsed = rows.flatMap((row, index) => {
    try {
      return [parseRow(facet, row, pointerOf(facet, index))];
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      errors.push(...error.errors);
      return [];
    }
  });
  if (errors.length > 0) throw new InvalidInput(errors);
  return parsed;
}

/**
 * The items that are wanted in effect, as the effective config shows them: what it says beside the values is accepted and
 * ignored, identity labels are left to the product. A removal has no place here: what is not wanted is left out. Items
 * may clash as they do in effect, where an override meets an inherited one; only the overrides that come out may not.
 */
export function parseWanted(facet: Facet, body: unknown): OverrideValues[] {
  const given = isObject(body) ? { ...body, [facet.name]: withoutTrace(facet, body[facet.name]) } : body;
  const sent = isObject(body) ? sentOf(facet, body[facet.name]) : [];
  return parseRows(facet, isObject(body) && !(facet.name in body) ? body : given).map((row, index) => {
    if (!row.removed) return sent[index] === undefined ? row : { ...row, sent: sent[index] };
    throw InvalidInput.field(
      `${pointerOf(facet, index)}/removed`,
      'must be false or left out: leave out what is not wanted',
      row.removed,
    );
  });
}

function withoutTrace(facet: Facet, given: unknown): unknown {
  const traceless = (item: unknown): unknown => {
    if (!isObject(item)) return item;
    const trace = [facet.source_key, ...TRACE];
    const values = Object.fromEntries(Object.entries(item).filter(([name]) => !trace.includes(name)));
    return facet.refers && typeof item.expression === 'string'
      ? { ...values, [facet.refers.column]: item.expression }
      : values;
  };
  return Array.isArray(given) ? wantedItems(facet, given).map(traceless) : traceless(given);
}

/** Identity labels are left to the product. */
function wantedItems(facet: Facet, given: unknown[]): unknown[] {
  return given.filter((item) => !isObject(item) || item[facet.source_key] !== 'system');
}

/** The value of each item that says its expression besides. */
function sentOf(facet: Facet, given: unknown): (string | undefined)[] {
  const { refers } = facet;
  const items = Array.isArray(given) ? wantedItems(facet, given) : [given];
  return items.map((item) => {
    if (!refers || !isObject(item) || typeof item.expression !== 'string') return undefined;
    const value = item[refers.column];
    return typeof value === 'string' ? value : undefined;
  });
}

/** One override outside a list: the body of a single config file. */
export function parseOverride(facet: Facet, body: unknown, pointer = ''): OverrideValues {
  return parseRow(facet, body, pointer);
}

function rowsOf(facet: Facet, body: unknown): unknown[] {
  const { name } = facet;
  const list = `a list of at most ${MAX_ROWS} objects`;
  const given = demandOnlyKey(name, body, isSingle(facet) ? 'an object, or null for no override' : list);
  if (isSingle(facet)) return given === null ? [] : [given];
  if (!Array.isArray(given) || given.length > MAX_ROWS)
    throw InvalidInput.kind(`/${name}`, `must be ${list}${suchAs(facet.shape)}`, given);
  return given;
}

/** A removal needs only its key; whatever else it gives is checked, then replaced by the template's values. */
function parseRow(facet: Facet, row: unknown, pointer: string): OverrideValues {
  if (!isObject(row)) throw InvalidInput.kind(pointer, `must be an object${suchAs(facet.shape)}`, row);
  const { own, spec } = splitRow(row);
  const removed = own !== undefined && parse(OverrideRow, own, { pointer }).removed;
  if (removed) demandKey(facet, spec, pointer);
  const values = givenValues(facet, parse(facet.spec, spec, { pointer, partial: removed }));
  const said = saidOf(row);
  return { values, removed, ...(said && { said, pointer }) };
}

/** What is said of the row, if anything, and what of the item. */
function splitRow(row: Record<string, unknown>) {
  if (!ROW_FIELDS.some((field) => field in row)) return { own: undefined, spec: row };
  const isOwn = ([key]: [string, unknown]) => ROW_FIELDS.includes(key);
  const fields = Object.entries(row);
  return {
    own: Object.fromEntries(fields.filter(isOwn)),
    spec: Object.fromEntries(fields.filter((field) => !isOwn(field))),
  };
}

function demandKey(facet: Facet, spec: Record<string, unknown>, pointer: string): void {
  const fresh = new facet.spec();
  const missing = facet.key_columns.find(
    (column) => spec[column] === null || (spec[column] === undefined && Reflect.get(fresh, column) === undefined),
  );
  if (missing !== undefined)
    throw InvalidInput.field(`${pointer}/${missing}`, 'is required: it says which item to remove');
}

/** The rows that repeat another one: a key is removed at most once and not set as well, unique columns stand once. */
export function repetitions(facet: Facet, rows: OverrideValues[], pointer: (index: number) => string): FieldError[] {
  const claimed = new Map<string, number>();
  return rows.flatMap((row, index) => {
    const key = facet.key(row.values);
    const { claims, refuses } = marksOf(facet, key, row);
    const first = refuses.map((mark) => claimed.get(mark)).find((position) => position !== undefined);
    claims.forEach((mark) => claimed.set(mark, claimed.get(mark) ?? index));
    if (first === undefined) return [];
    const clash = refuses.find((mark) => claimed.get(mark) === first)?.startsWith('value ') ?? false;
    const what = clash ? facet.claim(row.values) : key;
    return [{ pointer: pointer(index), reason: `repeats ${pointer(first)} (${what})` }];
  });
}

function marksOf(facet: Facet, key: string, { values, removed }: OverrideValues) {
  if (removed) return { claims: [`removed ${key}`], refuses: [`removed ${key}`, `set ${key}`] };
  const value = `value ${facet.claim(values)}`;
  return { claims: [`set ${key}`, value], refuses: [`removed ${key}`, value] };
}

/** Where an item stands in the body of a whole-facet write. */
export function pointerOf(facet: Facet, index: number): string {
  return isSingle(facet) ? `/${facet.name}` : `/${facet.name}/${index}`;
}
