import { warning } from '../compose-file/parsed.js';
import type { SpecValues } from '../facets/facet.js';
import type { ItemKind } from '../facets/item-kind.js';
import { shownValues } from '../facets/item-values.js';
import { MASK } from '../facets/sealing.js';
import type { FileRow } from './read-stack-file.js';
import type { Loss } from './report.js';
import type { StoredRow } from './stored-stack.query.js';

/** An item as an answer shows it. */
export type Mask = (kind: ItemKind, item: SpecValues) => SpecValues;

/** An item as it is to be written. */
export interface WantedRow extends FileRow {
  /** By which it is compared with what is stored. */
  shown: SpecValues;
}

/** What there is to keep, how it is shown, and where the file says it. */
interface Here {
  stored: readonly (SpecValues & Partial<Pick<StoredRow, 'removed'>>)[];
  mask: Mask;
  where: string;
  losses: Loss[];
  /** Keys of what is made anew where it is not here. */
  generated?: ReadonlySet<string>;
}

/** A secret without a value, or with the mask for one, refers to what is there. */
export function withSecret(facet: ItemKind, row: FileRow, { stored, mask, where, losses, generated }: Here): WantedRow {
  const { sealing } = facet;
  const { values } = row;
  const value = sealing && values[sealing.flag] === true ? (values[sealing.value] ?? null) : '';
  if (!sealing || (value !== null && value !== MASK)) return { ...row, shown: mask(facet, values) };
  const known = stored.find((item) => !item.removed && facet.key(item) === facet.key(values));
  if (known?.[sealing.flag] === true) {
    return {
      removed: false,
      values: { ...values, [sealing.value]: known[sealing.value] ?? null },
      shown: shownValues(facet, known),
    };
  }
  /** A plain value that is there becomes the secret. */
  const plain = known?.[sealing.value] ?? null;
  if (plain !== null) {
    const sealed = { ...values, [sealing.value]: plain };
    return { removed: false, values: sealed, shown: mask(facet, sealed) };
  }
  if (generated?.has(facet.key(values))) {
    losses.push(warning('secret-generated', where, 'the value of this secret is not here; a fresh one is made'));
    const open = { ...values, [sealing.value]: MASK };
    return { removed: false, values: open, shown: mask(facet, open) };
  }
  losses.push(warning('secret-without-value', where, `the value of this secret is not here to keep; it has none now`));
  const empty = { ...values, [sealing.value]: null };
  return { removed: false, values: empty, shown: mask(facet, empty) };
}
