import { InvalidInput } from '../common/errors.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { storedValues } from '../facets/item-values.js';
import { changedSaid } from '../facets/row-fields.js';
import type { LockedInstance } from '../model/lookup.js';
import type { Owner, Secrets } from '../secrets/secrets.service.js';
import type { OverrideValues } from './override-input.js';
import { type FacetSides, itemsInEffect } from './override-removals.js';

/** InvalidInput where a row says of itself what only the server makes, and it is not so. */
export function demandSaid(facet: Facet, sides: FacetSides, rows: OverrideValues[]): void {
  if (!rows.some(({ said }) => said)) return;
  const items = itemsInEffect(facet, sides);
  const errors = rows.flatMap(({ values, said, pointer = '' }) => {
    const key = facet.key(values);
    return said ? changedSaid(facet, { said, pointer, key }, sides.overrides, items.get(key)) : [];
  });
  if (errors.length > 0) throw new InvalidInput(errors);
}

/** The rows as they are to be stored, secrets sealed; removals are filled later. */
export function sealRows(
  secrets: Secrets,
  facet: Facet,
  instance: LockedInstance,
  sides: FacetSides,
  rows: OverrideValues[],
  pointer: (index: number) => string,
): OverrideValues[] {
  if (!facet.sealing) return rows;
  const items = itemsInEffect(facet, sides);
  const current = (key: string) => items.get(key);
  return rows.map((row, index) => {
    const { values, removed } = row;
    const written = { facet, owner: ownerOf(instance), current, pointer: pointer(index) };
    return { ...row, values: removed ? values : secrets.seal(written, values) };
  });
}

/**
 * The rows with what they took over from the template, kept or removed, sealed for the instance; only that is opened. The
 * same secret taken over again stays as it is stored, so that nothing seems changed.
 */
export function ownRows(
  secrets: Secrets,
  facet: Facet,
  instance: LockedInstance,
  { template, overrides }: FacetSides,
  rows: OverrideValues[],
): OverrideValues[] {
  const from: Owner = { kind: 'service', id: instance.template_service_id };
  const foreign = new Set(template.map(sealedValue).filter((sealed) => typeof sealed === 'string'));
  const stored = new Map(overrides.map((row) => [facet.key(row), row]));
  return rows.map((row) => {
    const { values } = row;
    if (!foreign.has(String(sealedValue(values)))) return row;
    const now = stored.get(facet.key(values));
    const same = now?.fingerprint === values.fingerprint ? now : undefined;
    return { ...row, values: same ? storedValues(facet, same) : secrets.move(facet, from, ownerOf(instance), values) };
  });
}

function sealedValue({ sealed_value }: SpecValues): SpecValues[string] | undefined {
  return sealed_value;
}

function ownerOf({ id }: LockedInstance): Owner {
  return { kind: 'instance', id };
}
