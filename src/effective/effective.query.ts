import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { run, statement } from '../sql/statement.js';
import type { SpecValues } from '../facets/facet.js';
import type { FacetMap, FacetName } from '../facets/facets.js';
import { selectBindings, selectTargets } from '../model/links.query.js';
import { provided } from '../model/provides.js';
import { linksAmong, type LinkTarget } from '../references/links.js';
import { selectDependencies } from '../model/dependencies.query.js';
import { itemReader } from '../model/facet-items.query.js';
import { rowColumn } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { type InstancePath, stackNotFound, templateNotFound, theInstance } from '../model/lookup.js';
import { SETTING_NAMES, type TemplateSettings } from '../settings/settings.js';
import type { DependencyDefinition } from '../model/template-definition.js';
import { StackVariable, VARIABLES, type VariableSpec } from '../model/stack-variable.entity.js';
import { Stack } from '../model/stack.entity.js';
import { Template } from '../model/template.entity.js';
import type { EffectiveInput } from './effective-config.js';

const settingsOf = (alias: string, ...others: string[]) =>
  `json_build_object(${[...SETTING_NAMES, ...others].map((name) => `'${name}', ${alias}.${name}`).join(', ')})`;

const ITEMS = itemReader({
  template: ({ shown_columns }) => shown_columns,
  instance: ({ shown_columns }) => [...shown_columns, 'removed'],
});
const EXPLAINED_ITEMS = itemReader({
  template: ({ shown_columns }) => shown_columns,
  instance: ({ shown_columns }) => [...shown_columns, 'removed', 'updated_at'],
});

/** Everything that an effective config is made of, for one instance or for all of a stack. */
function selectParts(manager: EntityManager, only: string, reader = ITEMS): SelectQueryBuilder<Stack> {
  const query = manager
    .createQueryBuilder(Stack, 'stack')
    .select('stack.id', 'stack_id')
    .addSelect('stack.name', 'stack_name')
    .addSelect('template.name', 'template_name')
    .addSelect(settingsOf('template'), 'template_settings')
    .addSelect(settingsOf('instance', 'removed_settings'), 'instance_settings')
    .leftJoin(Instance, 'instance', `instance.stack_id = stack.id${only}`)
    .leftJoin(Template, 'template', 'template.id = instance.template_service_id')
    .where('stack.name = :stack');
  for (const column of ['id', 'instance_id', 'container_name', 'enabled'])
    query.addSelect(`instance.${column}`, column);
  query.addSelect(reader.sql(manager, { template: 'template.id', instance: 'instance.id' }), 'items');
  query.addSelect('template.provides', 'provides').addSelect(selectBindings, 'bindings');
  return query.addSelect(selectDependencies, 'dependencies');
}

/** One statement: stack, instance, template, the rows of both sides of every facet, and the dependencies. */
export function effectiveStatement(tx: EntityManager) {
  return statement(tx, 'effective', ['stack', 'instance'], (manager) => selectOne(manager));
}

/** The same with when each override last changed, which costs as much again as all other columns of a row. */
export function explainedStatement(tx: EntityManager) {
  return statement(tx, 'effective.explained', ['stack', 'instance'], (manager) => selectOne(manager, EXPLAINED_ITEMS));
}

/** Of one instance, with the others that its links may lead to. */
function selectOne(manager: EntityManager, reader = ITEMS): SelectQueryBuilder<Stack> {
  const one = ' AND instance.instance_id = :instance';
  return selectParts(manager, one, reader).addSelect(selectTargets, 'targets');
}

/**
 * One statement: the same for every instance of a stack, in the order of creation, with what a file of the whole stack
 * needs; a row without id where there is no instance.
 */
export function stackEffectiveStatement(tx: EntityManager) {
  return statement(tx, 'effective.stack', ['stack'], (manager) =>
    selectParts(manager, '')
      .addSelect('stack.network_name', 'network_name')
      .addSelect(
        `CASE row_number() OVER (ORDER BY instance.created_at, instance.id) WHEN 1 THEN ${variablesOf(manager)} END`,
        'variables',
      )
      .orderBy('instance.created_at')
      .addOrderBy('instance.id'),
  );
}

/** SQL: the variables of the stack, as answers show them. */
function variablesOf(manager: EntityManager): string {
  const columns = VARIABLE_COLUMNS.map((column) => `'${column}', ${rowColumn(VARIABLES, 'variable', column)}`);
  const rows = manager
    .createQueryBuilder()
    .select(`coalesce(json_agg(json_build_object(${columns.join(', ')})), '[]')`)
    .from(StackVariable, 'variable')
    .where('variable.stack_id = stack.id');
  return `(${rows.getQuery()})`;
}

const VARIABLE_COLUMNS = ['key', 'value', 'is_secret', 'fingerprint'];

/** A variable as references see it. */
export type StackVariables = readonly (Pick<VariableSpec, 'key' | 'value' | 'is_secret'> & {
  fingerprint?: string | null;
})[];

export interface StackInput {
  id: number;
  name: string;
  network_name: string;
  /** In the order of creation. */
  instances: EffectiveInput[];
  variables: StackVariables;
}

type Links = ReturnType<typeof linksAmong>;

type Row = Omit<EffectiveInput, 'template' | 'overrides' | 'dependencies'> & {
  items: unknown;
  dependencies: DependencyDefinition[];
};

function toInput<Read extends Row>(
  row: Read,
  targets: Links,
  reader = ITEMS,
): Omit<Read, 'dependencies'> & EffectiveInput {
  const { template, instance } = reader.read(row.items);
  return Object.assign(row, {
    provides: provided(row.template_name, row.provides),
    dependencies: targets(row),
    template: (name: FacetName) => template[name],
    overrides: (name: FacetName) => instance[name],
  });
}

/** With `explain`, each override says when it last changed. */
export async function getEffectiveInput(
  tx: EntityManager,
  path: InstancePath,
  explain = false,
): Promise<EffectiveInput> {
  const [text, reader] = explain ? [explainedStatement(tx), EXPLAINED_ITEMS] : [effectiveStatement(tx), ITEMS];
  const row = theInstance(await run<Row & { targets: LinkTarget[] }>(tx, text, path), path);
  return toInput(row, linksAmong(row.targets), reader);
}

type StackRow = Row & { network_name: string; variables: StackVariables | null };

/** The stack, and what the effective config of each of its live instances is computed from. */
export async function getStackInput(tx: EntityManager, name: string): Promise<StackInput> {
  const rows = await run<StackRow>(tx, stackEffectiveStatement(tx), { stack: name });
  const [stack] = rows;
  if (!stack) throw stackNotFound(name);
  const live = rows.filter(({ id }) => id !== null);
  const running = live.filter(({ enabled }) => enabled);
  const links = linksAmong(
    running.map((row) => ({ instance_id: row.instance_id, provides: provided(row.template_name, row.provides) })),
  );
  const instances = live.map((row) => toInput(row, links));
  const { stack_id: id, stack_name, network_name, variables } = stack;
  return { id, name: stack_name, network_name, instances, variables: variables ?? [] };
}

/** What a template says, whole: for what is made of it alone. */
export interface TemplateInput {
  name: string;
  settings: TemplateSettings;
  items: FacetMap<SpecValues[]>;
  dependencies: DependencyDefinition[];
}

const TEMPLATE_ITEMS = itemReader({ template: ({ of_template }) => of_template.shown_columns });

/** One statement: the template, its rows of every facet, and its dependencies. */
export function templateEffectiveStatement(tx: EntityManager) {
  return statement(tx, 'effective.template', ['template'], (manager) =>
    manager
      .createQueryBuilder(Template, 'template')
      .select('template.name', 'name')
      .addSelect(settingsOf('template'), 'settings')
      .addSelect(TEMPLATE_ITEMS.sql(manager, { template: 'template.id' }), 'items')
      .addSelect(selectDependencies, 'dependencies')
      .where('template.name = :template'),
  );
}

export async function getTemplateInput(tx: EntityManager, name: string): Promise<TemplateInput> {
  type Read = Omit<TemplateInput, 'items'> & { items: unknown };
  const [row] = await run<Read>(tx, templateEffectiveStatement(tx), { template: name });
  if (!row) throw templateNotFound(name);
  return { ...row, items: TEMPLATE_ITEMS.read(row.items).template };
}
