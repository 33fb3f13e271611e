import { Check, Column, type ColumnOptions, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { CreateDateColumn, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';
import type { JsonValue } from '../common/canonical-json.js';
import { initialValue } from '../common/fields.js';
import { type Columns, defineItems, type ItemDefinition, type ItemKind, type NullAs } from './item-kind.js';

/** One item of a facet as a pure value: its columns by name. */
export type SpecValues = Record<string, JsonValue>;

/**
 * How much of a Compose key is told by what it is read into: `whole` where nothing is left of it for the Compose keys that
 * a template keeps besides, `part` where something may be.
 */
export type KeyShare = 'whole' | 'part';

/** What generic code knows of a facet. All of them stand in `facets.ts`, each defined in a file of its own. */
export interface Facet<Spec extends object = object> extends ItemKind<Spec> {
  /** Last segment of its URL, e.g. `env-vars`. */
  readonly path: string;
  /** The same items as a template has them, which may say more of each than an instance does. */
  readonly of_template: ItemKind<Spec>;
  readonly template_row: new () => TemplateRow;
  readonly instance_row: new () => InstanceRow;
  /** Whether an override says something even where the template has the same value. */
  isDecision(spec: Spec): boolean;
  /** Value columns that may be large: they are read only of the items that a request names. */
  readonly bulky_columns: readonly string[];
  /** The keys of a Compose service that it is read from; none where only `x-devarch` has it. */
  readonly compose_keys: Readonly<Record<string, KeyShare>>;
  /** Where an effective item says where it comes from: `source`, or `item_source` where that is a value column. */
  readonly source_key: 'source' | 'item_source';
}

type FacetDefinition<Spec extends object> = ItemDefinition<Spec> &
  Pick<Facet<Spec>, 'path' | 'template_row' | 'instance_row' | 'compose_keys'> & {
    template_spec?: new () => Spec;
    isDecision?: (spec: Spec) => boolean;
    bulky_columns?: Columns<Spec>;
  };

/** Completes a facet. */
export function defineFacet<Spec extends object, const Definition extends FacetDefinition<Spec>>(
  definition: Definition & { spec: new () => Spec },
): Facet<Spec> & Definition {
  const kind = defineItems<Spec, Definition>(definition);
  const { template_spec } = definition;
  const of_template = template_spec ? defineItems<Spec, Definition>({ ...definition, spec: template_spec }) : kind;
  const source_key = kind.columns.includes('source') ? 'item_source' : 'source';
  return { bulky_columns: [], isDecision: () => false, ...kind, of_template, source_key };
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
  null_as?: NullAs;
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
    if (rules.null_as) Index(`uq_${table}`, { synchronize: false })(target);
    else Index(`uq_${table}`, unique, { unique: true, ...partial })(target);
    for (const [name, condition] of Object.entries(rules.checks)) Check(`ck_${table}_${name}`, condition)(target);
  };
}
