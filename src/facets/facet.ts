import {
  Check,
  Column,
  type ColumnOptions,
  Entity,
  getMetadataArgsStorage,
  Index,
  JoinColumn,
  ManyToOne,
} from 'typeorm';
import { CreateDateColumn, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';
import type { JsonObject } from '../common/canonical-json.js';
import { initialValue } from '../common/fields.js';
import { SEALED_COLUMNS, type Sealing } from './sealing.js';

/** One item of a facet as a pure value: its columns by name. A column holds a single value, or a JSON object. */
export type SpecValues = Record<string, string | number | boolean | null | JsonObject>;

/**
 * How much of a Compose key is told by what it is read into: `whole` where nothing is left of it for the Compose keys that
 * a template keeps besides, `part` where something may be.
 */
export type KeyShare = 'whole' | 'part';

/** What generic code knows of a facet. All of them stand in `facets.ts`, each defined in a file of its own. */
export interface Facet<Spec extends object = object> {
  /** JSON key and relation name, e.g. `env_vars`. */
  readonly name: string;
  /** Last segment of its URL, e.g. `env-vars`. */
  readonly path: string;
  /** What one item is called in a sentence, e.g. `env var`. */
  readonly noun: string;
  readonly spec: new () => Spec;
  readonly template_row: new () => TemplateRow;
  readonly instance_row: new () => InstanceRow;
  /** The identity key of an item: what an override and the template item that it replaces have in common. */
  key(spec: Spec): string;
  /** The key that a person's spelling of one means, e.g. `5432` for `5432/tcp`. */
  readonly canonicalKey: (text: string) => string;
  /** The columns that the key is made of; none where an owner has at most one item. */
  readonly key_columns: readonly string[];
  /** The columns that may not repeat within one owner, among rows that are not removed. */
  readonly unique_columns: readonly string[];
  /** One item written out, for an error about something else in its place. */
  readonly shape: string;
  /** What two items clash over when they repeat each other: the key, where that is what may not repeat. */
  claim(spec: Spec): string;
  /** The fixed order of output. */
  readonly order_columns: readonly string[];
  /** Whether an override says something even where the template has the same value. */
  isDecision(spec: Spec): boolean;
  /** Value columns that may be large: they are read only of the items that a request names. */
  readonly bulky_columns: readonly string[];
  /** How its secrets are sealed; undefined where it has none. */
  readonly sealing: Sealing | undefined;
  /** All value columns, in the order of declaration. */
  readonly columns: readonly string[];
  /** What tells one value from another where secrets are masked: the value columns, and the fingerprint. */
  readonly shown_columns: readonly string[];
  /** What a row stores of an item: the value columns and the sealed form. */
  readonly stored_columns: readonly string[];
  /** The keys of a Compose service that it is read from; none where only `x-devarch` has it. */
  readonly compose_keys: Readonly<Record<string, KeyShare>>;
  /** Where an effective item says where it comes from: `source`, or `item_source` where that is a value column. */
  readonly source_key: 'source' | 'item_source';
}

type Columns<Spec> = readonly (keyof Spec & string)[];

type FacetDefinition<Spec extends object> = Omit<
  Facet<Spec>,
  | 'columns'
  | 'shown_columns'
  | 'stored_columns'
  | 'source_key'
  | 'canonicalKey'
  | 'key_columns'
  | 'unique_columns'
  | 'order_columns'
  | 'bulky_columns'
  | 'sealing'
  | 'isDecision'
  | 'claim'
> & {
  claim?: (spec: Spec) => string;
  key_columns: Columns<Spec>;
  isDecision?: (spec: Spec) => boolean;
  sealing?: { flag: keyof Spec & string; value: keyof Spec & string };
  canonicalKey?: (text: string) => string;
  unique_columns?: Columns<Spec>;
  order_columns?: Columns<Spec>;
  bulky_columns?: Columns<Spec>;
};

/** Completes a facet: uniqueness and order follow the key unless the facet says otherwise. */
export function defineFacet<Spec extends object, const Definition extends FacetDefinition<Spec>>(
  definition: Definition & { spec: new () => Spec },
): Facet<Spec> & Definition {
  const { key_columns } = definition;
  const columns = getMetadataArgsStorage()
    .filterColumns(definition.spec)
    .map(({ propertyName }) => propertyName);
  const source_key = columns.includes('source') ? 'item_source' : 'source';
  const defaults = {
    canonicalKey: (text: string) => text,
    claim: (spec: Spec) => definition.key(spec),
    unique_columns: key_columns,
    order_columns: key_columns,
    bulky_columns: [],
    sealing: undefined,
    isDecision: () => false,
  };
  const sealed = definition.sealing ? SEALED_COLUMNS : [];
  const shown_columns = [...columns, ...sealed.filter((column) => column === 'fingerprint')];
  return { ...defaults, ...definition, columns, shown_columns, stored_columns: [...columns, ...sealed], source_key };
}

/** At most one item per owner: an object or null instead of a list. */
export function isSingle(facet: Pick<Facet, 'key_columns'>): boolean {
  return facet.key_columns.length === 0;
}

/** A stored property of a spec: its column with the initializer as default, and the field that checks and documents it. */
export function Stored(
  type: Pick<ColumnOptions, 'type' | 'length' | 'default' | 'nullable'>,
  field: PropertyDecorator,
): PropertyDecorator {
  return (target, property) => {
    const initial = initialValue(target, property);
    const fallback = initial === undefined || initial === null ? {} : { default: initial };
    Column({ nullable: initial === null, ...type, ...fallback })(target, property);
    field(target, property);
  };
}

/** The row of a facet that belongs to a template. */
export abstract class TemplateRow {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  service_id!: number;

  @ManyToOne('services', { onDelete: 'CASCADE', nullable: false, orphanedRowAction: 'delete' })
  @JoinColumn({ name: 'service_id' })
  service?: object;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}

/** The row of a facet that belongs to an instance: an override. */
export abstract class InstanceRow {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  instance_id!: number;

  @ManyToOne('service_instances', { onDelete: 'CASCADE', nullable: false, orphanedRowAction: 'delete' })
  @JoinColumn({ name: 'instance_id' })
  instance?: object;

  /** Takes the template's items with this row's key away instead of replacing them. */
  @Column('boolean', { default: false })
  removed!: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}

/** The rules that both tables of a facet share: the columns that are unique per owner, and named conditions on values. */
export interface TableRules {
  unique: readonly string[];
  checks: Readonly<Record<string, string>>;
}

export function TemplateTable(table: string, rules: TableRules): ClassDecorator {
  return facetTable(table, 'service_id', rules, {});
}

export function InstanceTable(table: string, rules: TableRules): ClassDecorator {
  return facetTable(table, 'instance_id', rules, { where: 'NOT removed' });
}

function facetTable(table: string, owner: string, rules: TableRules, partial: { where?: string }): ClassDecorator {
  return (target) => {
    const unique = [owner, ...rules.unique.map((column) => `spec.${column}`)];
    Entity(table)(target);
    Index(`ix_${table}_${owner}`, [owner])(target);
    Index(`uq_${table}`, unique, { unique: true, ...partial })(target);
    for (const [name, condition] of Object.entries(rules.checks)) Check(`ck_${table}_${name}`, condition)(target);
  };
}
