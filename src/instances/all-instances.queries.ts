import type { EntityManager } from 'typeorm';
import { containsPattern, decodeCursor, type Page, pageOf, TIMESTAMP } from '../common/paging.js';
import { pageStatement, usedFilters } from '../database/list-statement.js';
import { run, statement } from '../database/statement.js';
import { Instance } from '../model/instance.entity.js';
import { Stack } from '../model/stack.entity.js';
import { Template } from '../model/template.entity.js';
import type { InstanceOfStack } from './dto/instance-answers.js';
import type { ListAllInstances } from './dto/instance-inputs.js';
import { FILTERS, type InstanceRow, selectInstance, toSummary } from './instances.queries.js';

const ALL_FILTERS = { ...FILTERS, stack: 'stack.name = :stack' };
const PARAMETERS = [...Object.keys(ALL_FILTERS), 'created_at', 'id', 'rows'];

type ListChoices = Pick<ListAllInstances, 'stack' | 'search' | 'enabled' | 'template' | 'cursor' | 'total'>;
type Row = InstanceRow & { id: number | null; stack_name: string };

/** One statement: a page of the live instances of all stacks with their counts, and the size of the set if wanted. */
export function allStatement(tx: EntityManager, query: ListChoices) {
  const { conditions, name } = usedFilters(ALL_FILTERS, query, ['cursor', 'total']);
  return statement(tx, `instances.all ${name}`, PARAMETERS, (manager) => {
    const matching = () => {
      const rows = manager
        .createQueryBuilder(Instance, 'instance')
        .select([])
        .innerJoin(Stack, 'stack', 'stack.id = instance.stack_id')
        .innerJoin(Template, 'template', 'template.id = instance.template_service_id');
      conditions.forEach((condition) => rows.andWhere(condition));
      return rows;
    };
    const page = selectInstance(matching()).addSelect('stack.name', 'stack_name');
    if (query.cursor)
      page.andWhere('(instance.created_at, instance.id) > (CAST(:created_at AS timestamptz), CAST(:id AS int))');
    page.orderBy('instance.created_at').addOrderBy('instance.id');
    return pageStatement(manager, page, { created_at: 'ASC', id: 'ASC' }, query.total ? matching() : undefined);
  });
}

export async function listAllInstances(tx: EntityManager, query: ListAllInstances): Promise<Page<InstanceOfStack>> {
  const [created_at, id] = decodeCursor(query.cursor, [TIMESTAMP, 0]) ?? [];
  const values = { ...query, created_at, id, rows: query.limit + 1, search: containsPattern(query.search ?? '') };
  const rows = await run<Row>(tx, allStatement(tx, query), values);
  const found = rows.filter((row) => row.id !== null);
  const toItem = (row: Row) => ({ ...toSummary(row), stack_name: row.stack_name });
  return pageOf(found, query, toItem, (row) => [row.created_at, row.id], rows[0]?.total);
}
