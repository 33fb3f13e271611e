import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type Statement, statement } from '../sql/statement.js';
import type { Facet } from '../facets/facet.js';
import type { NullAs } from '../facets/item-kind.js';
import { effectiveRows } from '../model/effective-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { withoutNull } from '../model/item-key.query.js';
import { Stack } from '../model/stack.entity.js';
import { INSTANCES_SHOWN } from './finding.js';

/** What a stack has in effect of one facet, and when an item elsewhere claims the same. */
export interface Claims {
  name: string;
  facet: Facet;
  /** The value columns that answer, beside those of `place`. */
  columns: readonly string[];
  /** The columns that say what is claimed. */
  place: readonly string[];
  /** What null counts as in those of which nulls are the same. */
  null_as?: NullAs;
  /** A condition on `item`: only such items count, here and elsewhere. */
  only?: string;
  /** A condition on `item` that leaves out most of what is elsewhere; `own` is a table of this stack's items. */
  among: string;
  /** Conditions on the two, `own` and `other`, of which one must hold; apart, so that each can be joined in its own way. */
  match: readonly string[];
}

const OWN = 'stack.name = :stack AND instance.enabled';
const ELSEWHERE = 'stack.name <> :stack AND stack.enabled AND instance.enabled';

/**
 * One statement: the items that the enabled instances of the stack have in effect, each with the
 * enabled instances of other enabled stacks that claim the same.
 */
export function claimsStatement(tx: EntityManager, claims: Claims): Statement {
  return statement(tx, `findings.${claims.name}`, ['stack'], (manager) => {
    const { facet, columns, place, null_as = {}, among, match } = claims;
    const only = claims.only === undefined ? '' : ` AND ${claims.only}`;
    const own = effectiveRows(manager, facet, { columns: [...place, ...columns], where: `${OWN}${only}` });
    const where = `${ELSEWHERE}${only} AND (${among})`;
    const places = (alias: string) => place.map((column) => `${alias}.${column}`).join(', ');
    const same = (alias: string, column: string) => withoutNull(column, null_as, alias);
    const pairs = match.map(
      (condition) =>
        `SELECT ${places('own')}, other.owner FROM (SELECT DISTINCT ${places('own')} FROM own) own JOIN other ON ${condition}`,
    );
    const met = `SELECT ${places('pair')}, array_agg(DISTINCT pair.owner ORDER BY pair.owner) AS owners
      FROM (${pairs.join(' UNION ALL ')}) pair GROUP BY ${places('pair')}`;
    return manager
      .createQueryBuilder()
      .addCommonTableExpression(own, 'own')
      .addCommonTableExpression(effectiveRows(manager, facet, { columns: place, where }), 'other')
      .addCommonTableExpression(met, 'met')
      .select('own.*')
      .addSelect('instance.instance_id', 'instance_id')
      .addSelect('coalesce(cardinality(met.owners), 0)', 'elsewhere_count')
      .addSelect((rows) => nameOwners(rows), 'elsewhere')
      .from<ObjectLiteral>('own', 'own')
      .innerJoin(Instance, 'instance', 'instance.id = own.owner')
      .leftJoin('met', 'met', place.map((column) => `${same('met', column)} = ${same('own', column)}`).join(' AND '));
  });
}

/** The first of the instances elsewhere, by name. */
function nameOwners(rows: SelectQueryBuilder<ObjectLiteral>): SelectQueryBuilder<ObjectLiteral> {
  const name = "json_build_object('stack', place.name, 'instance_id', holder.instance_id)";
  return rows
    .select(`coalesce(json_agg(${name} ORDER BY holder.id), '[]')`)
    .from(Instance, 'holder')
    .innerJoin(Stack, 'place', 'place.id = holder.stack_id')
    .where(`holder.id = ANY (met.owners[1:${INSTANCES_SHOWN}])`);
}
