import type { MigrationInterface, QueryRunner } from 'typeorm';

const SEALED = ['service_env_vars', 'instance_env_vars', 'stack_variables'];
const DOMAINS = ['service_domains', 'instance_domains'];
/** The texts that are read for references from now on, and of which rows. */
const TEXTS: readonly [table: string, column: string, rows: string][] = [
  ...['service', 'instance'].flatMap((side): [string, string, string][] => [
    [`${side}_env_vars`, 'value', 'NOT is_secret'],
    [`${side}_labels`, 'value', 'true'],
    [`${side}_healthchecks`, 'test', 'true'],
    [`${side}_config_files`, 'content', 'is_template'],
  ]),
  ['services', 'command', 'true'],
  ['service_instances', 'command', 'true'],
];
const REFERS = String.raw`value ~ '^\$\{\{[^{}]*\}\}$'`;

/**
 * A secret may refer to another value instead of being sealed, and a domain may hold references, which know upper case. What
 * looked like a reference was a text so far and stays one: `$${{` says it.
 */
export class References1767000000000 implements MigrationInterface {
  readonly name = 'References1767000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const text of TEXTS) await replaceText(runner, text, '${{', '$${{');
    for (const table of SEALED) await replaceCheck(runner, table, 'secret', sealedCheck(true), ' NOT VALID');
    for (const table of DOMAINS)
      await replaceCheck(runner, table, 'domain', `domain <> '' AND (domain = lower(domain) OR domain LIKE '%\${{%')`);
  }

  /** Refused while a secret or a domain refers: the version before does not know what it means. */
  async down(runner: QueryRunner): Promise<void> {
    for (const table of SEALED) await demandNone(runner, table, `is_secret AND ${REFERS}`);
    for (const table of DOMAINS) await demandNone(runner, table, 'domain <> lower(domain)');
    for (const table of DOMAINS) await replaceCheck(runner, table, 'domain', `domain <> '' AND domain = lower(domain)`);
    for (const table of SEALED) await replaceCheck(runner, table, 'secret', sealedCheck(false), ' NOT VALID');
    for (const text of TEXTS) await replaceText(runner, text, '$${{', '${{');
  }
}

async function replaceText(
  runner: QueryRunner,
  [table, column, rows]: (typeof TEXTS)[number],
  from: string,
  to: string,
): Promise<void> {
  await runner.query(
    `UPDATE ${table} SET ${column} = replace(${column}, $1, $2) WHERE position($1 IN ${column}) > 0 AND ${rows}`,
    [from, to],
  );
}

async function demandNone(runner: QueryRunner, table: string, condition: string): Promise<void> {
  const rows: unknown[] = await runner.query(`SELECT FROM ${table} WHERE ${condition} LIMIT 1`);
  if (rows.length > 0) throw new Error(`${table} holds references, which the version before cannot store.`);
}

function sealedCheck(refers: boolean): string {
  const reference = `WHEN is_secret AND ${REFERS} THEN sealed_value IS NULL`;
  return `CASE ${refers ? reference : ''} WHEN is_secret THEN value IS NULL ELSE sealed_value IS NULL END
    AND num_nulls(sealed_value, fingerprint, key_id) IN (0, 3)
    AND key_id IS NOT DISTINCT FROM split_part(sealed_value, '.', 2)`;
}

async function replaceCheck(runner: QueryRunner, table: string, name: string, check: string, how = ''): Promise<void> {
  await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ck_${table}_${name}`);
  await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ck_${table}_${name} CHECK (${check})${how}`);
}
