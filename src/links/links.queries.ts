import type { EntityManager } from 'typeorm';
import { selectDependencies } from '../model/dependencies.query.js';
import { Instance } from '../model/instance.entity.js';
import { selectBindings, selectTargets } from '../model/links.query.js';
import { type InstancePath, type LockedInstance, theInstance } from '../model/lookup.js';
import { provided } from '../model/provides.js';
import { Stack } from '../model/stack.entity.js';
import type { DependencyDefinition } from '../model/template-definition.js';
import { Template } from '../model/template.entity.js';
import { type Binding, linksAmong, type LinkTarget } from '../references/links.js';
import { LIVE } from '../sql/columns.js';
import { execute } from '../sql/execute.js';
import { prepared } from '../sql/prepared.js';
import { run, statement } from '../sql/statement.js';
import type { LinkAnswer } from './dto/link-answers.js';

/** One statement: what an instance needs, what that is bound to, and the instances that may be meant. */
export function linksStatement(tx: EntityManager) {
  return statement(tx, 'links', ['stack', 'instance'], (manager) =>
    manager
      .createQueryBuilder(Stack, 'stack')
      .select('instance.id', 'id')
      .addSelect('instance.instance_id', 'instance_id')
      .addSelect(selectDependencies, 'dependencies')
      .addSelect(selectBindings, 'bindings')
      .addSelect(selectTargets, 'targets')
      .leftJoin(Instance, 'instance', 'instance.stack_id = stack.id AND instance.instance_id = :instance')
      .leftJoin(Template, 'template', 'template.id = instance.template_service_id')
      .where('stack.name = :stack'),
  );
}

interface Row {
  id: number | null;
  instance_id: string;
  dependencies: DependencyDefinition[];
  bindings: Binding[];
  targets: LinkTarget[];
}

/** The links of an instance by the names of the templates that they need, each with where it leads. */
export async function listLinks(tx: EntityManager, path: InstancePath): Promise<LinkAnswer[]> {
  const row = theInstance(await run<Row>(tx, linksStatement(tx), { ...path }), path);
  const bound = new Map(row.bindings.map(({ link, instance_id }) => [link, instance_id]));
  return linksAmong(row.targets)(row).map(({ resolved_to, by, candidates, candidate_count, ...need }) => ({
    ...need,
    bound_to: bound.get(need.link) ?? null,
    ...{ resolved_to, by, candidates, candidate_count },
  }));
}

/** Keeps the links of a template as they are until the end of the transaction. */
export async function holdTemplate(tx: EntityManager, { template_service_id }: LockedInstance): Promise<void> {
  await execute(tx, prepared('SELECT FROM services WHERE id = $1 FOR SHARE'), [template_service_id]);
}

/** A live instance that a link may be bound to. */
export interface Bindable extends LinkTarget {
  id: number;
}

/** The live instances of these names, by name; they are not deleted before the end of the transaction. */
export async function getBindable(
  tx: EntityManager,
  stack_id: number,
  names: readonly string[],
): Promise<Map<string, Bindable>> {
  type Found = Bindable & { template_name: string };
  const rows = await execute<Found>(
    tx,
    prepared(`SELECT instance.id, instance.instance_id, template.name AS template_name, template.provides
     FROM service_instances instance JOIN services template ON template.id = instance.template_service_id
     WHERE instance.stack_id = $1 AND instance.instance_id = ANY ($2) AND instance.${LIVE}
     ORDER BY instance.id FOR KEY SHARE OF instance`),
    [stack_id, names],
  );
  return new Map(
    rows.map(({ template_name, ...row }) => [
      row.instance_id,
      { ...row, provides: provided(template_name, row.provides) },
    ]),
  );
}

/** A binding by ids. */
export interface BindingRow {
  instance_id: number;
  link: string;
  target_instance_id: number;
}

const GIVEN = `given AS (
  SELECT * FROM json_to_recordset($1::json) AS row (instance_id int, link varchar, target_instance_id int)
)`;
const STORE = `INSERT INTO instance_links AS stored (instance_id, link, target_instance_id)
SELECT instance_id, link, target_instance_id FROM given ORDER BY instance_id, link
ON CONFLICT (instance_id, link) DO UPDATE SET target_instance_id = excluded.target_instance_id, updated_at = now()
WHERE stored.target_instance_id <> excluded.target_instance_id`;

/** Adds these bindings, or leads those links elsewhere. */
export async function addBindings(tx: EntityManager, rows: readonly BindingRow[]): Promise<void> {
  await execute(tx, `WITH ${GIVEN} ${STORE}`, [JSON.stringify(rows)]);
}

/** Makes these all the bindings that the instances have; one that stays as it is is not written. */
export async function replaceBindings(
  tx: EntityManager,
  instances: readonly number[],
  rows: readonly BindingRow[],
): Promise<void> {
  await execute(
    tx,
    `WITH ${GIVEN}, gone AS (
  DELETE FROM instance_links stored WHERE stored.instance_id = ANY ($2::int[])
  AND NOT EXISTS (SELECT FROM given WHERE given.instance_id = stored.instance_id AND given.link = stored.link)
) ${STORE}`,
    [JSON.stringify(rows), instances],
  );
}

/** Lets a link of an instance, or all of them, follow the names again. */
export async function deleteBindings(tx: EntityManager, instance: number, link?: string): Promise<void> {
  const sql = 'DELETE FROM instance_links WHERE instance_id = $1 AND ($2::varchar IS NULL OR link = $2)';
  await execute(tx, prepared(sql), [instance, link ?? null]);
}
