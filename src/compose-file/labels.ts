import { labels, type LabelSpec } from '../facets/labels.js';
import { RESERVED_LABEL_PREFIX } from '../facets/values.js';
import { type Entry, parseEntries } from './entries.js';
import { type ParsedItems, parseItems } from './items.js';
import { warning } from './parsed.js';

/** The labels of a service. Identity labels of the product, in any letter case, are left out with a warning. */
export function parseLabels(value: unknown, where: string): ParsedItems<LabelSpec> {
  const entries = parseEntries(value, where);
  const items = parseItems(
    labels,
    entries.value
      .filter((entry) => !isReserved(entry))
      .map(({ key, value: text, where: place }) => ({ where: place, input: { key, value: text ?? '' } })),
  );
  const reserved = entries.value
    .filter(isReserved)
    .map(({ where: place }) =>
      warning('label-reserved', place, `keys below ${RESERVED_LABEL_PREFIX} belong to the product; left out`),
    );
  return { ...items, warnings: [...entries.warnings, ...items.warnings, ...reserved] };
}

function isReserved({ key }: Entry): boolean {
  return key.toLowerCase().startsWith(RESERVED_LABEL_PREFIX);
}
