import { Injectable, Optional } from '@nestjs/common';
import { Impossible } from '../common/errors.js';
import type { SpecValues } from '../facets/facet.js';
import type { ItemKind } from '../facets/item-kind.js';
import { shownValues } from '../facets/item-values.js';
import { MASK, NOTHING_SEALED, type Sealing } from '../facets/sealing.js';
import { isOnlyReference, referencesIn } from '../references/text.js';
import { Keyring } from './keyring.js';
import { type Owner, placeOf } from './place.js';

export type { Owner } from './place.js';
export { generateSecret } from './generate.js';

/** Items that may hold secrets. */
type Sealed = ItemKind & { sealing: Sealing };

/** What is written to one owner, and what a mask in it keeps. */
export interface Written {
  facet: ItemKind;
  owner: Owner;
  /** The stored item of the same key that is in effect now, for whomever it is sealed. */
  current: (key: string) => SpecValues | undefined;
  /** JSON pointer of the item in the caller's input. */
  pointer: string;
}

/** Turns items as they are given into items as they are stored, and back where a caller asks for it by name. */
@Injectable()
export class Secrets {
  constructor(@Optional() private readonly keyring?: Keyring) {}

  /**
   * A given item as it is stored: a secret sealed for its owner, a mask replaced by what it keeps, a flag that was left
   * out as it is now. Impossible where a mask has nothing to keep, or would make a secret plain.
   */
  seal({ facet, owner, current, pointer }: Written, item: SpecValues): SpecValues {
    if (!isSealing(facet)) return item;
    const { flag, value } = facet.sealing;
    const now = current(facet.key(item));
    const whole = { ...item, [flag]: Boolean(item[flag] ?? now?.[flag] ?? false) };
    const seal = this.sealer(facet, owner);
    if (!(value in item) && keeps(facet, whole, now)) return keep(facet, whole, now, seal, pointer);
    if (item[value] === MASK) return keep(facet, whole, now, seal, pointer);
    if (whole[flag]) demandSealable(facet, whole, pointer);
    return whole[flag] ? seal(whole, now) : { ...whole, [value]: item[value] ?? null };
  }

  /** A stored row of one owner as another one stores it. */
  move<Row extends SpecValues>(facet: ItemKind, from: Owner, to: Owner, row: Row): Row {
    const plain = this.reveal(facet, from, row);
    return plain === null ? row : { ...row, ...this.keys().seal(plain, placeOf(facet, to, facet.key(row))) };
  }

  /** The plain value of a stored row's secret; null where nothing is sealed. */
  reveal(facet: ItemKind, owner: Owner, row: SpecValues): string | null {
    const { sealed_value } = row;
    if (typeof sealed_value !== 'string') return null;
    return this.keys().open(sealed_value, placeOf(facet, owner, facet.key(row)));
  }

  /** An item, given or stored, as an answer shows it, to compare it with others. */
  mask(facet: ItemKind, item: SpecValues): SpecValues {
    if (!isSealing(facet) || !item[facet.sealing.flag]) return shownValues(facet, item);
    const { value } = facet.sealing;
    const plain = item[value];
    if (typeof plain === 'string' && !isOnlyReference(plain))
      return shownValues(facet, { ...item, [value]: MASK, fingerprint: this.keys().fingerprint(plain) });
    return shownValues(facet, { ...item, [value]: typeof item.sealed_value === 'string' ? MASK : (plain ?? null) });
  }

  /** A keyed digest of a text; null where there is no key. */
  readonly fingerprint = (text: string): string | null => this.keyring?.fingerprint(text) ?? null;

  /** Seals a secret's plain value; one that is the same as now keeps its sealed form, so that nothing seems changed. */
  private sealer(facet: Sealed, owner: Owner): Sealer {
    const { value } = facet.sealing;
    return (item, now) => {
      const plain = item[value];
      if (typeof plain !== 'string' || isOnlyReference(plain))
        return { ...item, [value]: plain ?? null, ...NOTHING_SEALED };
      const place = placeOf(facet, owner, facet.key(item));
      const same = now?.fingerprint === this.keys().fingerprint(plain) && this.opens(now, place) ? now : undefined;
      return { ...item, [value]: null, ...(same ? sealedForm(same) : this.keys().seal(plain, place)) };
    };
  }

  /** Whether a sealed form is whole and at its own place, as one of the template's is not. */
  private opens({ sealed_value }: SpecValues, place: string): boolean {
    try {
      return typeof sealed_value === 'string' && this.keys().open(sealed_value, place).length >= 0;
    } catch {
      return false;
    }
  }

  private keys(): Keyring {
    if (this.keyring) return this.keyring;
    throw new Impossible('This application has no key to seal secrets with; SecretsModule.with(keyring) gives it one.');
  }
}

type Sealer = (item: SpecValues, now: SpecValues | undefined) => SpecValues;

/** Whether a value that was left out is kept: where it is a secret, or becomes one, and there is one. */
function keeps({ sealing: { flag, value } }: Sealed, item: SpecValues, now: SpecValues | undefined): boolean {
  const secret = item[flag] === true || now?.[flag] === true;
  return secret && (typeof now?.[value] === 'string' || typeof now?.sealed_value === 'string');
}

/** A secret refers as a whole or not at all: what stands beside a reference could not be sealed. */
function demandSealable(facet: Sealed, item: SpecValues, pointer: string): void {
  const text = item[facet.sealing.value];
  if (typeof text !== 'string' || referencesIn(text).length === 0 || isOnlyReference(text)) return;
  const { flag, value } = facet.sealing;
  const reason = `refers and holds other text, which cannot be sealed; give ${flag} false (what refers to a secret is masked all the same), or keep the other text in a variable of the stack`;
  throw new Impossible(`${pointer}/${value} ${reason}.`, [{ pointer: `${pointer}/${value}`, reason }]);
}

/** What a mask stands for: the value that is there now, sealed or about to be. */
function keep(facet: Sealed, item: SpecValues, now: SpecValues | undefined, seal: Sealer, at: string): SpecValues {
  const { flag, value } = facet.sealing;
  const [plain, sealed_value] = [now?.[value] ?? null, now?.sealed_value ?? null];
  if (plain === null && sealed_value === null)
    throw refused(`${at}/${value}`, `there is nothing of ${nameOf(facet, item)} to keep`);
  if (sealed_value === null) return item[flag] ? seal({ ...item, [value]: plain }, now) : { ...item, [value]: plain };
  if (item[flag] && now) return { ...item, [value]: null, ...sealedForm(now) };
  throw refused(
    `${at}/${value}`,
    `${flag} is false, and keeping the secret of ${nameOf(facet, item)} would make it plain`,
  );
}

function sealedForm({ sealed_value = null, fingerprint = null, key_id = null }: SpecValues): SpecValues {
  return { sealed_value, fingerprint, key_id };
}

function nameOf(facet: ItemKind, item: SpecValues): string {
  return `the ${facet.noun} "${facet.key(item)}"`;
}

function refused(pointer: string, why: string): Impossible {
  const reason = `is ${MASK} or left out, which keeps a value, but ${why}; give its value`;
  return new Impossible(`${pointer} ${reason}.`, [{ pointer, reason }]);
}

function isSealing(facet: ItemKind): facet is Sealed {
  return facet.sealing !== undefined;
}
