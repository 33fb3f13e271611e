import type { EntityManager } from 'typeorm';
import { Impossible } from '../common/errors.js';
import { nearest } from '../common/nearest.js';
import type { Facet } from '../facets/facet.js';
import { type OverrideValues, valuesOf } from './override-input.js';
import { findRemovable } from './overrides.queries.js';

/**
 * Gives each removal the values that it removes: the template's, or those of the same removal as stored, whose template
 * item may be gone. Impossible, naming the nearest keys, where there is nothing to remove.
 */
export async function fillRemovals(
  tx: EntityManager,
  facet: Facet,
  instance: { id: number; template_service_id: number },
  rows: OverrideValues[],
): Promise<OverrideValues[]> {
  if (!rows.some(({ removed }) => removed)) return rows;
  const { template, removed } = await findRemovable(tx, facet, instance.template_service_id, instance.id);
  return rows.map((row) => {
    if (!row.removed) return row;
    const key = facet.key(row.values);
    const source = [...template, ...removed].find((candidate) => facet.key(candidate) === key);
    if (!source) throw nothingToRemove(facet, key, template);
    return { values: valuesOf(facet, source), removed: true };
  });
}

function nothingToRemove(facet: Facet, key: string, template: object[]): Impossible {
  const keys = [...new Set(template.map((row) => facet.key(row)))];
  const near = nearest(key, keys);
  const hint =
    keys.length === 0
      ? 'it has none'
      : `${near.length > 0 ? 'nearest are' : 'it has'} ${(near.length > 0 ? near : keys.slice(0, 10)).join(', ')}`;
  return new Impossible(`The template has no ${facet.noun} "${key}" to remove; ${hint}.`);
}
