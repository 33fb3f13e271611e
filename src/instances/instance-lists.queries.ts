import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Page } from '../common/paging.js';
import type { List, Order } from '../sql/list-order.js';
import { type ListChoices, listed, pageStatement, readPage, withPage } from '../sql/list-statement.js';
import { Instance } from '../model/instance.entity.js';
import { stackNotFound } from '../model/lookup.js';
import { countOverrides } from '../model/override-counts.query.js';
import { Stack } from '../model/stack.entity.js';
import { Template } from '../model/template.entity.js';
import type { InstanceOfStack, InstanceSummary } from './dto/instance-answers.js';
import type { AllInstancesSort, InstanceSort, ListAllInstances, ListInstances } from './dto/instance-lists.js';
import { type InstanceRow, selectInstance, toSummary } from './instances.queries.js';

/** What lists of instances can be put in order by. */
export const COLUMNS = {
  id: { sql: 'instance.id', type: 'int' },
  created_at: { sql: 'instance.created_at', type: 'timestamptz' },
  updated_at: { sql: 'instance.updated_at', type: 'timestamptz' },
  instance_id: { sql: 'instance.instance_id', type: 'varchar' },
  template_name: { sql: 'template.name', type: 'varchar' },
  container_name: { sql: 'instance.container_name', type: 'varchar' },
} as const;

const LIST: List<InstanceSort> = {
  name: 'instances.list',
  filters: {
    search: `(instance.instance_id ILIKE :search OR instance.description ILIKE :search
    OR instance.container_name ILIKE :search)`,
    enabled: 'instance.enabled = :enabled',
    template: 'template.name = :template',
  },
  columns: COLUMNS,
  usual: ['created_at', 'id'],
  best_match_of: 'instance.instance_id',
};

const ALL: List<AllInstancesSort> = {
  ...LIST,
  name: 'instances.all',
  filters: { ...LIST.filters, stack: 'stack.name = :stack' },
  columns: { ...COLUMNS, stack_name: { sql: 'stack.name', type: 'varchar' } },
};

/** The instances of the live stack, bound by its id so that the index gives them in order. */
export function ofStack(rows: SelectQueryBuilder<Instance>): SelectQueryBuilder<Instance> {
  const owner = (sub: SelectQueryBuilder<Instance>) =>
    sub.subQuery().select('owner.id').from(Stack, 'owner').where('owner.name = :stack').getQuery();
  return rows
    .innerJoin(Template, 'template', 'template.id = instance.template_service_id')
    .where((sub) => `instance.stack_id = ${owner(sub)}`);
}

/** The live stack beside a page of its instances with their counts: without a page, one row without id; without a stack, none. */
export function besideStack(
  manager: EntityManager,
  page: SelectQueryBuilder<Instance>,
  order: Order,
): SelectQueryBuilder<Stack> {
  const list = manager.createQueryBuilder(Stack, 'stack').select('page.*').where('stack.name = :stack');
  return countOverrides(manager, withPage(list, page, order, 'page.stack_id = stack.id'));
}

type Choices = ListChoices & Pick<ListInstances, 'enabled' | 'template'>;

/** One statement: the stack, the page of its instances and their counts. */
export function listStatement(tx: EntityManager, query: Choices) {
  return listed(tx, LIST, query, ['stack'], (manager, { filtered, paged, order }) => {
    const matching = () => filtered(ofStack(manager.createQueryBuilder(Instance, 'instance')));
    const list = besideStack(manager, paged(selectInstance(matching().select([]))), order);
    if (query.total) list.addSelect(`(${matching().select('CAST(count(*) AS int)').getQuery()})`, 'total');
    return list;
  });
}

export async function listInstances(
  tx: EntityManager,
  stack: string,
  query: ListInstances,
): Promise<Page<InstanceSummary>> {
  const missing = () => stackNotFound(stack);
  return readPage(tx, LIST, query, listStatement(tx, query), toSummary, { values: { stack }, missing });
}

/** One statement: a page of the live instances of all stacks with their counts, and the size of the set if wanted. */
export function allStatement(tx: EntityManager, query: Choices & Pick<ListAllInstances, 'stack'>) {
  return listed(tx, ALL, query, [], (manager, { filtered, paged, order }) => {
    const matching = () =>
      filtered(
        manager
          .createQueryBuilder(Instance, 'instance')
          .select([])
          .innerJoin(Stack, 'stack', 'stack.id = instance.stack_id')
          .innerJoin(Template, 'template', 'template.id = instance.template_service_id'),
      );
    const page = paged(selectInstance(matching()).addSelect('stack.name', 'stack_name'));
    return countOverrides(manager, pageStatement(manager, page, order, query.total ? matching() : undefined));
  });
}

export async function listAllInstances(tx: EntityManager, query: ListAllInstances): Promise<Page<InstanceOfStack>> {
  const toItem = (row: InstanceRow & { stack_name: string }) => ({ ...toSummary(row), stack_name: row.stack_name });
  return readPage(tx, ALL, query, allStatement(tx, query), toItem);
}
