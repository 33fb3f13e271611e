import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { Facet, SpecValues } from '../facets/facet.js';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../facets/facets.js';
import { overrideColumns, rowColumn } from './facet-rows.query.js';

const SIDES = {
  template: { row: 'template_row', owner: 'service_id' },
  instance: { row: 'instance_row', owner: 'instance_id' },
} as const;

type Side = keyof typeof SIDES;

/** A row of one side; an override's says whether it removes, and when it last changed where that is read. */
type RowOf<Read extends Side> = Read extends 'instance'
  ? SpecValues & { removed: boolean; updated_at?: string }
  : SpecValues;

/** The rows of every facet, in the order in which they were stored. */
type Rows<Read extends Side> = { [Each in Read]: FacetMap<RowOf<Each>[]> };

/** How the rows of every facet are read at once, and what they are again when they have arrived. */
interface ItemReader<Read extends Side> {
  /** SQL: one JSON array of all rows of the owners whose ids are named, a row as the array of its values. */
  sql: (manager: EntityManager, owners: Record<Read, string>) => string;
  /** The rows by side and facet out of that array. */
  read: (rows: unknown) => Rows<Read>;
}

/**
 * The rows of every facet as one UNION ALL of value arrays: a third of what a sub-select for each table costs, with
 * objects that repeat the name of every column. An array starts with the number of its table, which the reader knows.
 * @param columns which columns of a facet's rows to read, for each side that is to be read
 */
export function itemReader<Read extends Side>(
  columns: Record<Read, (facet: Facet) => readonly string[]>,
): ItemReader<Read> {
  const sides = Object.keys(columns) as Read[]; // the keys of a record by Read
  const parts = sides.flatMap((side) =>
    FACET_NAMES.map((name) => ({ side, name, columns: columns[side](facetOf(name)) })),
  );
  const numberOf = (side: Read, name: FacetName) => parts.findIndex((part) => part.side === side && part.name === name);
  return {
    sql: (manager, owners) => {
      const lists = parts.map((part, number) => partSql(manager, { ...part, number, owner: owners[part.side] }));
      return `(SELECT coalesce(json_agg(row.item ORDER BY row.id), '[]') FROM (${lists.join(' UNION ALL ')}) row)`;
    },
    read: (rows) => {
      const lists = parts.map((): SpecValues[] => []);
      for (const [number, ...values] of rows as [number, ...SpecValues[string][]][])
        lists[number]?.push(named(parts[number]?.columns ?? [], values));
      const ofSide = (side: Read) => perFacet((_, name) => lists[numberOf(side, name)] ?? []);
      return Object.fromEntries(sides.map((side) => [side, ofSide(side)])) as Rows<Read>; // as `columns` says
    },
  };
}

interface Part {
  side: Side;
  name: FacetName;
  columns: readonly string[];
  number: number;
  owner: string;
}

function partSql(manager: EntityManager, { side, name, columns, number, owner }: Part): string {
  const facet = facetOf(name);
  const values = [number, ...columns.map((column) => rowColumn(facet, 'item', column))];
  return manager
    .createQueryBuilder()
    .select('item.id', 'id')
    .addSelect(`json_build_array(${values.join(', ')})`, 'item')
    .from<ObjectLiteral>(facet[SIDES[side].row], 'item')
    .where(`item.${SIDES[side].owner} = ${owner}`)
    .getQuery();
}

function named(columns: readonly string[], values: readonly SpecValues[string][]): SpecValues {
  const row: SpecValues = {};
  columns.forEach((column, index) => (row[column] = values[index] ?? null));
  return row;
}

/** The overrides of an instance, as answers show them. */
export const OVERRIDES = itemReader({ instance: overrideColumns });
