import type { SpecValues } from './facet.js';
import type { ItemKind } from './item-kind.js';

/** The items as a list, also where an owner has one or none instead. */
export function itemsOf<Item>(items: Item | Item[] | null | undefined): Item[] {
  if (items === null || items === undefined) return [];
  return Array.isArray(items) ? items : [items];
}

/**
 * The value columns of what somebody gives, null for what was left out; a sealed form is never anybody's to give. A value
 * that may be secret and was left out is not there at all.
 */
export function givenValues(facet: Pick<ItemKind, 'columns' | 'stored_columns' | 'sealing'>, item: object): SpecValues {
  const values: SpecValues = {};
  for (const column of facet.stored_columns) {
    const given: SpecValues[string] | undefined = facet.columns.includes(column) ? Reflect.get(item, column) : null;
    if (given !== undefined || column !== facet.sealing?.value) values[column] = given ?? null;
  }
  return values;
}

/** What a stored row holds of an item, sealed form included. */
export function storedValues(facet: Pick<ItemKind, 'stored_columns'>, row: object): SpecValues {
  return picked(facet.stored_columns, (column) => Reflect.get(row, column));
}

/** What an answer shows of an item, and by which two items are compared. */
export function shownValues(facet: Pick<ItemKind, 'shown_columns'>, row: object): SpecValues {
  return picked(facet.shown_columns, (column) => Reflect.get(row, column));
}

/** The text of an item that is read for references; undefined where it has none, or says that none is. */
export function referringText(facet: Pick<ItemKind, 'shown_columns' | 'refers'>, item: object): string | undefined {
  if (!facet.refers) return undefined;
  const { column, only_if } = facet.refers;
  const values = shownValues(facet, item);
  const text = values[column];
  return typeof text === 'string' && (only_if === undefined || values[only_if] === true) ? text : undefined;
}

/** Items as values of their facet, with what an answer shows of them and without where they come from. */
export function specsOf<Spec extends object>(
  facet: Pick<ItemKind<Spec>, 'spec' | 'shown_columns'>,
  items: readonly Spec[],
): Spec[] {
  return items.map((item) => Object.assign(new facet.spec(), shownValues(facet, item)));
}

function picked(columns: readonly string[], value: (column: string) => SpecValues[string] | undefined): SpecValues {
  const values: SpecValues = {};
  for (const column of columns) values[column] = value(column) ?? null;
  return values;
}
