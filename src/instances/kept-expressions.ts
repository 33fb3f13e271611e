import type { Facet, SpecValues } from '../facets/facet.js';
import { MASK } from '../facets/sealing.js';
import { isOnlyReference, mayRefer } from '../references/text.js';
import { type OverrideValues, parseOverride, pointerOf } from './override-input.js';
import { type FacetSides, itemsInEffect } from './override-removals.js';

/** Whether a facet has values in effect that refer to others, or is given some. */
export function refersAnywhere(
  { refers }: Facet,
  { template, overrides }: FacetSides,
  wanted: readonly OverrideValues[],
): boolean {
  if (!refers) return false;
  const rows = [...template, ...overrides, ...wanted.map(({ values }) => values)];
  return rows.some((row) => mayRefer(String(row[refers.column])));
}

/**
 * The wanted items, with the stored expression for each that is wanted just as it is shown: what it refers to is not made a
 * copy of. An item that says its expression and another value is wanted with that value; a mask is nobody's value.
 * @param shown the items in effect as answers show them
 */
export function withExpressions(
  facet: Facet,
  sides: FacetSides,
  shown: readonly SpecValues[],
  wanted: readonly OverrideValues[],
): OverrideValues[] {
  const { refers, sealing } = facet;
  if (!refers) return [...wanted];
  const { column } = refers;
  const referring = shown.filter(({ expression }) => typeof expression === 'string');
  const ofKey = new Map(referring.map((item) => [facet.key(item), item]));
  const ofExpression = new Map(referring.map((item) => [String(item.expression), item]));
  const stored = itemsInEffect(facet, sides);
  const kept = (row: OverrideValues, expression: string): OverrideValues => {
    const values = { ...row.values, [column]: expression };
    const now = stored.get(facet.key(values));
    const { said: _, sent: _sent, ...rest } = row;
    if (!sealing) return { ...rest, values };
    const given = row.values[sealing.flag] === true && isOnlyReference(expression);
    return { ...rest, values: { ...values, [sealing.flag]: now?.[sealing.flag] ?? given } };
  };
  return wanted.map((row, index) => {
    if (row.sent === undefined) {
      const item = ofKey.get(facet.key(row.values));
      const same = item && item[column] === row.values[column] && typeof item.expression === 'string';
      return same ? kept(row, String(item.expression)) : row;
    }
    const expression = String(row.values[column]);
    const item = ofKey.get(facet.key(row.values)) ?? ofExpression.get(expression);
    if (row.sent === MASK || (item?.expression === expression && item[column] === row.sent))
      return kept(row, expression);
    const { sent, ...rest } = row;
    const given = Object.fromEntries(facet.columns.map((name) => [name, row.values[name]]));
    const { values } = parseOverride(facet, { ...given, [column]: sent }, pointerOf(facet, index));
    return { ...rest, values };
  });
}
