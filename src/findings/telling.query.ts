import type { EntityManager, ObjectLiteral } from 'typeorm';
import { run, statement } from '../sql/statement.js';
import { FACET_NAMES, facetOf, FACETS } from '../facets/facets.js';
import { effectiveRows } from '../model/effective-rows.query.js';
import { ENABLED } from './findings.queries.js';
import type { FileInEffect, LabelInEffect, PlainVariable } from './plain-secret-findings.js';

/** A condition on `item`: a file that may hold a secret, by words that every such file has; most files need not be read. */
export const MAY_TELL =
  "item.content ~* '(pass|secret|token|key|credential|requirepass|masterauth|auth|eyJ|://|ghp_|glpat-|xox|AKIA|ASIA|_live_|_test_)'";

/**
 * One statement: the labels of the enabled instances of the stack, those of their files that may hold a secret, its plain variables, and whether anything in it looks like a reference.
 */
export function tellingStatement(tx: EntityManager) {
  return statement(tx, 'findings.telling', ['stack'], (manager) => {
    const list = (rows: string, columns: string) =>
      `(SELECT coalesce(json_agg(part), '[]') FROM (SELECT instance.instance_id, ${columns} FROM (${rows}) item
        JOIN service_instances instance ON instance.id = item.owner ORDER BY item.owner, ${columns.split(', ')[0]} COLLATE "C") part)`;
    const labels = effectiveRows(manager, FACETS.labels, { columns: ['key', 'value'], where: ENABLED });
    const columns = ['file_path', 'content'];
    const files = effectiveRows(manager, FACETS.config_files, { columns, where: `${ENABLED} AND ${MAY_TELL}` });
    const variables = `SELECT own.key, own.value FROM (${plainVariables()}) own WHERE own.stack = :stack ORDER BY own.key COLLATE "C"`;
    return manager
      .createQueryBuilder()
      .addSelect(`(SELECT coalesce(json_agg(part), '[]') FROM (${variables}) part)`, 'variables')
      .addSelect(refersAnywhere(tx), 'refers')
      .addSelect(list(labels, 'item.key, item.value'), 'labels')
      .addSelect(list(files, 'item.file_path, item.content'), 'files')
      .from<ObjectLiteral>('(SELECT 1)', 'one');
  });
}

export interface TellingRows {
  labels: LabelInEffect[];
  files: FileInEffect[];
  variables: PlainVariable[];
  refers: boolean;
}

export async function listTelling(tx: EntityManager, stack: string): Promise<TellingRows> {
  const [rows] = await run<TellingRows>(tx, tellingStatement(tx), { stack });
  return rows ?? { labels: [], files: [], variables: [], refers: false };
}

/** SQL: the variables of live stacks that are no secret and say something. */
export function plainVariables(): string {
  return `SELECT stack.name AS stack, variable.key, variable.value FROM stack_variables variable
    JOIN stacks stack ON stack.id = variable.stack_id AND stack.deleted_at IS NULL
    WHERE NOT variable.is_secret AND variable.value IS NOT NULL`;
}

/** SQL: whether anything of the stack, its live instances and their templates looks like a reference. */
function refersAnywhere(tx: EntityManager): string {
  const looksSo = (row: string) => `CAST(${row} AS text) LIKE '%\${{%'`;
  const items = FACET_NAMES.flatMap((name) => {
    const { template_row, instance_row } = facetOf(name);
    const some = (row: new () => object, owner: string) =>
      `EXISTS (SELECT FROM ${tx.dataSource.getMetadata(row).tableName} item WHERE item.${owner} AND ${looksSo('item')})`;
    return [some(template_row, 'service_id = template.id'), some(instance_row, 'instance_id = instance.id')];
  });
  return `(EXISTS (SELECT FROM stacks stack JOIN service_instances instance ON instance.stack_id = stack.id
      JOIN services template ON template.id = instance.template_service_id
      WHERE stack.name = :stack AND stack.deleted_at IS NULL AND instance.deleted_at IS NULL
        AND (${[looksSo('instance'), looksSo('template'), ...items].join('\n OR ')}))
    OR EXISTS (SELECT FROM stacks stack JOIN stack_variables item ON item.stack_id = stack.id
      WHERE stack.name = :stack AND stack.deleted_at IS NULL AND ${looksSo('item')}))`;
}
