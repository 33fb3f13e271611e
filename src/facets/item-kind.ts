import { getMetadataArgsStorage } from 'typeorm';
import { type ReferringColumn, referringColumn } from '../references/referring.js';
import { SEALED_COLUMNS, type Sealing } from './sealing.js';

/** What generic code knows of items of one kind, whoever owns them: their shape, what tells them apart, how they are sealed. */
export interface ItemKind<Spec extends object = object> {
  /** JSON key, e.g. `env_vars`. */
  readonly name: string;
  /** What one item is called in a sentence, e.g. `env var`. */
  readonly noun: string;
  readonly spec: new () => Spec;
  /** The identity key of an item: what an override and the template item that it replaces have in common. */
  key(spec: Spec): string;
  /** The key that a person's spelling of one means, e.g. `5432` for `5432/tcp`. */
  readonly canonicalKey: (text: string) => string;
  /** The columns that the key is made of; none where an owner has at most one item. */
  readonly key_columns: readonly string[];
  /** The columns that may not repeat within one owner, among rows that are not removed. */
  readonly unique_columns: readonly string[];
  /** What null counts as in those that may be null; two that are null repeat each other where this is the same. */
  readonly null_as: NullAs;
  /** One item written out, for an error about something else in its place. */
  readonly shape: string;
  /** What two items clash over when they repeat each other, the same text for both: the key, where that may not repeat. */
  claim(spec: Spec): string;
  /** The fixed order of output. */
  readonly order_columns: readonly string[];
  /** How its secrets are sealed; undefined where it has none. */
  readonly sealing: Sealing | undefined;
  /** Which of its value columns may refer to others; undefined where none may. */
  readonly refers: ReferringColumn | undefined;
  /** All value columns, in the order of declaration. */
  readonly columns: readonly string[];
  /** What tells one value from another where secrets are masked: the value columns, and the fingerprint. */
  readonly shown_columns: readonly string[];
  /** What a row stores of an item: the value columns and the sealed form. */
  readonly stored_columns: readonly string[];
}

/** SQL in the place of a null, by column; `of` names another column of the same row. */
export type NullAs = Readonly<Record<string, (of: (column: string) => string) => string>>;

/** The names of columns of a spec. */
export type Columns<Spec> = readonly (keyof Spec & string)[];

/** What is said of a kind of items; the rest follows from it. */
export interface ItemDefinition<Spec extends object> extends Pick<
  ItemKind<Spec>,
  'name' | 'noun' | 'spec' | 'key' | 'shape'
> {
  claim?: (spec: Spec) => string;
  key_columns: Columns<Spec>;
  sealing?: Sealing & { flag: keyof Spec & string; value: keyof Spec & string };
  canonicalKey?: (text: string) => string;
  unique_columns?: Columns<Spec>;
  null_as?: NullAs;
  order_columns?: Columns<Spec>;
}

/** Completes a kind of items: uniqueness and order follow the key unless the definition says otherwise. */
export function defineItems<Spec extends object, const Definition extends ItemDefinition<Spec>>(
  definition: Definition & { spec: new () => Spec },
): ItemKind<Spec> & Definition {
  const { key_columns } = definition;
  const columns = getMetadataArgsStorage()
    .filterColumns(lineage(definition.spec))
    .map(({ propertyName }) => propertyName);
  const defaults = {
    canonicalKey: (text: string) => text,
    claim: (spec: Spec) => definition.key(spec),
    unique_columns: key_columns,
    null_as: {},
    order_columns: key_columns,
    sealing: undefined,
  };
  const sealed = definition.sealing ? SEALED_COLUMNS : [];
  const shown_columns = [...columns, ...sealed.filter((column) => column === 'fingerprint')];
  const refers = referringColumn(definition.spec);
  return { ...defaults, ...definition, columns, shown_columns, stored_columns: [...columns, ...sealed], refers };
}

/** A class and those that it extends, which have the columns that it inherits. */
function lineage(type: new () => object): (new () => object)[] {
  const parent: unknown = Object.getPrototypeOf(type);
  return typeof parent === 'function' && parent !== Function.prototype
    ? [...lineage(parent as new () => object), type] // what a class extends is one
    : [type];
}
