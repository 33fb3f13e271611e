import type { EntityManager, ObjectLiteral } from 'typeorm';
import { run, statement } from '../sql/statement.js';
import type { SpecValues } from '../facets/facet.js';
import type { FacetMap } from '../facets/facets.js';
import { OVERRIDES } from '../model/facet-items.query.js';
import { itemAsJson } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { selectBindings } from '../model/links.query.js';
import { stackNotFound } from '../model/lookup.js';
import { provided } from '../model/provides.js';
import type { Binding } from '../references/links.js';
import { StackVariable, VARIABLES } from '../model/stack-variable.entity.js';
import { perSetting, SETTING_NAMES, type SettingName, type Settings } from '../settings/settings.js';
import { Stack } from '../model/stack.entity.js';
import { Template } from '../model/template.entity.js';

/** An override row as an answer shows it: secrets masked. */
export type StoredRow = SpecValues & { removed: boolean };

export interface StoredInstance {
  id: number;
  instance_id: string;
  template_name: string;
  description: string;
  enabled: boolean;
  settings: Settings;
  removed_settings: SettingName[];
  overrides: FacetMap<StoredRow[]>;
  /** To what its links are bound. */
  bindings: Binding[];
  /** What its template provides. */
  provides: string[];
}

/** A stack as it is stored: what its live instances differ in, and nothing of their templates. */
export interface StoredStack {
  name: string;
  description: string;
  network_name: string;
  enabled: boolean;
  /** As an answer shows them: secrets masked. */
  variables: SpecValues[];
  /** In the order of creation. */
  instances: StoredInstance[];
}

/**
 * One statement: the live stack, its live instances and all their override rows; without instances one row without id. The
 * variables of the stack stand in the first row alone.
 */
export function storedStackStatement(tx: EntityManager) {
  return statement(tx, 'transfer.stack', ['stack'], (manager) => {
    const query = manager
      .createQueryBuilder(Stack, 'stack')
      .select('stack.name', 'stack_name')
      .addSelect('stack.description', 'stack_description')
      .addSelect('stack.network_name', 'network_name')
      .addSelect('stack.enabled', 'stack_enabled')
      .addSelect('template.name', 'template_name')
      .leftJoin(Instance, 'instance', 'instance.stack_id = stack.id')
      .leftJoin(Template, 'template', 'template.id = instance.template_service_id')
      .where('stack.name = :stack')
      .orderBy('instance.created_at')
      .addOrderBy('instance.id');
    for (const column of ['id', 'instance_id', 'description', 'enabled', ...SETTING_NAMES, 'removed_settings'])
      query.addSelect(`instance.${column}`, column);
    query.addSelect(`CASE WHEN ${IS_FIRST} THEN (${variablesOf(manager)}) END`, 'variables');
    query.addSelect('template.provides', 'provides').addSelect(selectBindings, 'bindings');
    return query.addSelect(OVERRIDES.sql(manager, { instance: 'instance.id' }), 'items');
  });
}

const IS_FIRST = 'row_number() OVER (ORDER BY instance.created_at, instance.id) = 1';

function variablesOf(manager: EntityManager): string {
  return manager
    .createQueryBuilder()
    .select(`coalesce(json_agg(${itemAsJson(VARIABLES, 'variable', VARIABLES.shown_columns)}), '[]')`)
    .from<ObjectLiteral>(StackVariable, 'variable')
    .where('variable.stack_id = stack.id')
    .getQuery();
}

type Row = ObjectLiteral &
  Settings &
  Omit<StoredInstance, 'id' | 'settings' | 'overrides'> & {
    id: number | null;
    stack_name: string;
    stack_description: string;
    stack_enabled: boolean;
    network_name: string;
    items: unknown;
    variables: SpecValues[] | null;
  };

export async function getStoredStack(tx: EntityManager, name: string): Promise<StoredStack> {
  const rows = await run<Row>(tx, storedStackStatement(tx), { stack: name });
  const [stack] = rows;
  if (!stack) throw stackNotFound(name);
  return {
    name: stack.stack_name,
    description: stack.stack_description,
    network_name: stack.network_name,
    enabled: stack.stack_enabled,
    variables: stack.variables ?? [],
    instances: rows.flatMap((row) => (row.id === null ? [] : [toInstance(row, row.id)])),
  };
}

function toInstance(row: Row, id: number): StoredInstance {
  const { instance_id, template_name, description, enabled, bindings } = row;
  return {
    ...{ id, instance_id, template_name, description, enabled },
    settings: perSetting((name) => row[name]),
    removed_settings: row.removed_settings,
    overrides: OVERRIDES.read(row.items).instance,
    bindings,
    provides: provided(template_name, row.provides),
  };
}
