import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { run, statement } from '../sql/statement.js';
import { FACETS } from '../facets/facets.js';
import { selectBindings } from '../model/links.query.js';
import { selectDependencies } from '../model/dependencies.query.js';
import { effectiveRows } from '../model/effective-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { stackNotFound } from '../model/lookup.js';
import { Stack } from '../model/stack.entity.js';
import { Template } from '../model/template.entity.js';
import type { Dependable } from './dependency-findings.js';
import type { HostInstance, MountOnHost } from './host-findings.js';
import type { TellingInstance } from './plain-secret-findings.js';
import type { BlockedRestore, EmptySecret } from './value-findings.js';

/** Conditions on `item`, of a variable and of a volume. */
export const EMPTY_SECRET = 'item.is_secret AND item.value IS NULL AND item.sealed_value IS NULL';
export const MAY_REACH_HOST = "(item.volume_type = 'bind' OR item.options -> 'driver_opts' IS NOT NULL)";

export const ENABLED = 'stack.name = :stack AND instance.enabled';

/** Every live instance with what it needs and how it can be waited for; a row without id for a stack that has none. */
export function selectInstances(manager: EntityManager, enabled: string): SelectQueryBuilder<Stack> {
  const checks = effectiveRows(manager, FACETS.healthcheck, { columns: ['test'], where: enabled });
  const items = effectiveRows(manager, FACETS.options, { columns: ['key', 'value'], where: enabled });
  const item = `json_build_object('key', item.key, 'value', item.value)`;
  const options = `SELECT item.owner, json_agg(${item} ORDER BY item.key COLLATE "C") AS options FROM (${items}) item GROUP BY item.owner`;
  return manager
    .createQueryBuilder(Stack, 'stack')
    .addCommonTableExpression(checks, 'checks')
    .addCommonTableExpression(options, 'own')
    .select('instance.id', 'id')
    .addSelect('instance.instance_id', 'instance_id')
    .addSelect('instance.enabled', 'enabled')
    .addSelect('template.name', 'template_name')
    .addSelect(`coalesce(own.options, '[]')`, 'options')
    .addSelect('coalesce(instance.restart_policy, template.restart_policy)', 'restart_policy')
    .addSelect('checks.test', 'health_test')
    .addSelect(
      `CASE WHEN 'command' = ANY(instance.removed_settings) THEN NULL ELSE coalesce(instance.command, template.command) END`,
      'command',
    )
    .addSelect('template.provides', 'provides')
    .addSelect(selectBindings, 'bindings')
    .addSelect(selectDependencies, 'dependencies')
    .leftJoin(Instance, 'instance', 'instance.stack_id = stack.id')
    .leftJoin(Template, 'template', 'template.id = instance.template_service_id')
    .leftJoin('checks', 'checks', 'checks.owner = instance.id')
    .leftJoin('own', 'own', 'own.owner = instance.id')
    .orderBy('instance.created_at')
    .addOrderBy('instance.id');
}

/** One statement: those of the stack. */
export function instancesStatement(tx: EntityManager) {
  return statement(tx, 'findings.instances', ['stack'], (manager) =>
    selectInstances(manager, ENABLED).where('stack.name = :stack'),
  );
}

export async function listInstances(
  tx: EntityManager,
  stack: string,
): Promise<(Dependable & HostInstance & TellingInstance)[]> {
  const rows = await run<Dependable & HostInstance & TellingInstance & { id: number | null }>(
    tx,
    instancesStatement(tx),
    { stack },
  );
  if (rows.length === 0) throw stackNotFound(stack);
  return rows.filter(({ id }) => id !== null);
}

/** One statement: the secrets that the enabled instances of the stack have in effect and that hold nothing. */
export function emptySecretsStatement(tx: EntityManager) {
  return statement(tx, 'findings.empty-secrets', ['stack'], (manager) => {
    const where = `${ENABLED} AND ${EMPTY_SECRET}`;
    return manager
      .createQueryBuilder()
      .select('instance.instance_id', 'instance_id')
      .addSelect('secret.key', 'key')
      .from<ObjectLiteral>(`(${effectiveRows(manager, FACETS.env_vars, { columns: ['key'], where })})`, 'secret')
      .innerJoin(Instance, 'instance', 'instance.id = secret.owner')
      .orderBy('instance.created_at')
      .addOrderBy('secret.owner')
      .addOrderBy('secret.key COLLATE "C"');
  });
}

export function listEmptySecrets(tx: EntityManager, stack: string): Promise<EmptySecret[]> {
  return run<EmptySecret>(tx, emptySecretsStatement(tx), { stack });
}

/** One statement: what the enabled instances of the stack mount that may be a folder of the host. */
export function mountsStatement(tx: EntityManager) {
  return statement(tx, 'findings.mounts', ['stack'], (manager) => {
    const where = `${ENABLED} AND ${MAY_REACH_HOST}`;
    const { columns } = FACETS.volumes;
    return manager
      .createQueryBuilder()
      .select('instance.instance_id', 'instance_id')
      .addSelect('mount.*')
      .from<ObjectLiteral>(`(${effectiveRows(manager, FACETS.volumes, { columns, where })})`, 'mount')
      .innerJoin(Instance, 'instance', 'instance.id = mount.owner')
      .orderBy('mount.owner')
      .addOrderBy('mount.target COLLATE "C"');
  });
}

export function listMounts(tx: EntityManager, stack: string): Promise<MountOnHost[]> {
  return run<MountOnHost>(tx, mountsStatement(tx), { stack });
}

/** Trashed instances of live stacks whose container name somebody has now, counted by name. */
export function selectBlockedRestores(manager: EntityManager): SelectQueryBuilder<Instance> {
  return manager
    .createQueryBuilder(Instance, 'trashed')
    .withDeleted()
    .select('trashed.instance_id', 'instance_id')
    .addSelect('trashed.container_name', 'container_name')
    .addSelect('CAST(count(*) AS int)', 'trashed')
    .addSelect('place.name', 'held_by_stack')
    .addSelect('holder.instance_id', 'held_by')
    .innerJoin(Stack, 'stack', 'stack.id = trashed.stack_id AND stack.deleted_at IS NULL')
    .innerJoin(Instance, 'holder', 'holder.container_name = trashed.container_name AND holder.deleted_at IS NULL')
    .innerJoin(Stack, 'place', 'place.id = holder.stack_id')
    .where('trashed.deleted_at IS NOT NULL')
    .groupBy('trashed.instance_id, trashed.container_name, place.name, holder.instance_id')
    .orderBy('trashed.instance_id');
}

/** One statement: those of the stack. */
export function blockedRestoresStatement(tx: EntityManager) {
  return statement(tx, 'findings.blocked-restores', ['stack'], (manager) =>
    selectBlockedRestores(manager).andWhere('stack.name = :stack'),
  );
}

export function listBlockedRestores(tx: EntityManager, stack: string): Promise<BlockedRestore[]> {
  return run<BlockedRestore>(tx, blockedRestoresStatement(tx), { stack });
}
