import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import type { Statement } from '../../src/sql/statement.js';
import {
  effectiveStatement,
  explainedStatement,
  stackEffectiveStatement,
  templateEffectiveStatement,
} from '../../src/effective/effective.query.js';
import { allRowsStatement } from '../../src/findings/all-rows.query.js';
import * as findings from '../../src/findings/claims.queries.js';
import {
  blockedRestoresStatement,
  emptySecretsStatement,
  instancesStatement,
  mountsStatement,
} from '../../src/findings/findings.queries.js';
import { tellingStatement } from '../../src/findings/telling.query.js';
import { FACET_NAMES, facetOf } from '../../src/facets/facets.js';
import { copyStatement } from '../../src/instances/copy.queries.js';
import { trashStatement as instanceTrash } from '../../src/instances/instance-trash.queries.js';
import { allStatement, listStatement as instanceList } from '../../src/instances/instance-lists.queries.js';
import { detailStatement, summaryStatement } from '../../src/instances/instances.queries.js';
import { itemStatement, listStatement as overrideList, sidesStatement } from '../../src/instances/overrides.queries.js';
import { namingTextsStatement } from '../../src/instances/renaming.queries.js';
import { replaceItemsStatement, replaceStatement } from '../../src/instances/replace-overrides.queries.js';
import {
  getStatement,
  listStatement as stackList,
  previewStatement,
  trashStatement as stackTrash,
} from '../../src/stacks/stacks.queries.js';
import { linksStatement } from '../../src/links/links.queries.js';
import { listStatement as categoryList } from '../../src/templates/categories/categories.queries.js';
import { dependenciesStatement, facetStatement } from '../../src/templates/template-facet.queries.js';
import { shieldsStatement, usageStatement } from '../../src/templates/overview/template-instances.queries.js';
import { itemsStatement, putItemStatement } from '../../src/templates/template-items.queries.js';
import { listStatement as templateList } from '../../src/templates/templates.queries.js';
import { overridesStatement } from '../../src/templates/overview/template-overrides.query.js';
import { storedStackStatement } from '../../src/transfer/stored-stack.query.js';
import { listStatement as variableList } from '../../src/variables/variables.queries.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { formatSql } from './format-sql.js';

const FOLDER = join(process.cwd(), 'test', 'db', 'golden');
const SUFFIX = '.golden.sql';
const UPDATE = process.env.UPDATE_GOLDEN === 'true';

type Build = (tx: EntityManager) => Statement | string;

const NEXT = { cursor: 'next', total: true };
const STATEMENTS: Record<string, Build> = {
  'instances.list': (tx) => instanceList(tx, { total: false }),
  'instances.list-filtered': (tx) => instanceList(tx, { ...NEXT, search: 'a', enabled: true, template: 'a' }),
  'instances.all': (tx) => allStatement(tx, { total: false }),
  'instances.all-filtered': (tx) =>
    allStatement(tx, { ...NEXT, stack: 'a', search: 'a', enabled: true, template: 'a' }),
  'instances.all-sorted': (tx) => allStatement(tx, { ...NEXT, sort: '-stack_name' }),
  'instances.summary': summaryStatement,
  'instances.detail': detailStatement,
  'instances.naming-texts': namingTextsStatement,
  'instances.trash': (tx) => instanceTrash(tx, { total: false }),
  'instances.trash-next': (tx) => instanceTrash(tx, NEXT),
  'instances.copy-one': (tx) => copyStatement(tx, 'id'),
  'instances.copy-stack': (tx) => copyStatement(tx, 'stack_id'),
  ...Object.fromEntries(
    FACET_NAMES.flatMap((name): [string, Build][] => [
      [`overrides.list-${name}`, (tx) => overrideList(tx, facetOf(name))],
      [`overrides.replace-${name}`, (tx) => replaceStatement(tx, facetOf(name))],
      [`overrides.replace-items-${name}`, (tx) => replaceItemsStatement(tx, facetOf(name))],
    ]),
  ),
  'overrides.item': (tx) => itemStatement(tx, facetOf('config_files')),
  'overrides.sides': (tx) => sidesStatement(tx, facetOf('env_vars'), false),
  'overrides.sides-light': (tx) => sidesStatement(tx, facetOf('config_files'), true),
  'stacks.list': (tx) => stackList(tx, { total: false }),
  'stacks.list-filtered': (tx) => stackList(tx, { ...NEXT, search: 'a', enabled: true }),
  'stacks.list-sorted': (tx) => stackList(tx, { ...NEXT, sort: '-name' }),
  'stacks.get': getStatement,
  'stacks.preview': previewStatement,
  'stacks.trash': (tx) => stackTrash(tx, { total: false }),
  'stacks.trash-next': (tx) => stackTrash(tx, NEXT),
  'variables.list': variableList,
  effective: effectiveStatement,
  'effective.explained': explainedStatement,
  'effective.stack': stackEffectiveStatement,
  'effective.template': templateEffectiveStatement,
  'findings.ports': findings.portsStatement,
  'findings.domains': findings.domainsStatement,
  'findings.wildcards': findings.wildcardsStatement,
  'findings.volumes': findings.volumesStatement,
  'findings.taken-ports': findings.takenPortsStatement,
  'findings.all': allRowsStatement,
  'findings.instances': instancesStatement,
  'findings.empty-secrets': emptySecretsStatement,
  'findings.mounts': mountsStatement,
  'findings.telling': tellingStatement,
  'findings.blocked-restores': blockedRestoresStatement,
  'transfer.stack': storedStackStatement,
  ...Object.fromEntries(
    FACET_NAMES.map((name): [string, Build] => [`templates.facet-${name}`, (tx) => facetStatement(tx, facetOf(name))]),
  ),
  'templates.items': (tx) => itemsStatement(tx, facetOf('config_files')),
  'templates.put-item': (tx) => putItemStatement(tx, facetOf('config_files')),
  'templates.list': (tx) => templateList(tx, { total: false }),
  'templates.list-filtered': (tx) => templateList(tx, { ...NEXT, category: 'a', search: 'a', enabled: true }),
  'templates.list-facets': (tx) => templateList(tx, { total: false, include: 'facets' }),
  'categories.list-next': (tx) => categoryList(tx, NEXT),
  'templates.dependencies': dependenciesStatement,
  links: linksStatement,
  'templates-shields': shieldsStatement,
  'templates-usage': usageStatement,
  'templates-overrides': overridesStatement,
};

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  if (UPDATE) await mkdir(FOLDER, { recursive: true });
});
afterAll(() => server.close());

/** The statement as the golden file has it: the meaning of its parameters, then its text. */
function readable(built: Statement | string): string {
  if (typeof built === 'string') return formatSql(built);
  const parameters = built.parameters.map((name, index) => `$${index + 1} ${name}`).join(', ');
  return `-- ${parameters || 'no parameters'}\n${formatSql(built.sql)}`;
}

describe('the SQL of hand-built statements (UPDATE_GOLDEN=true writes the files anew)', () => {
  it.each(Object.keys(STATEMENTS))('%s is what its golden file says', async (name) => {
    const file = join(FOLDER, `${name}${SUFFIX}`);
    const text = readable(STATEMENTS[name]?.(server.dataSource.manager) ?? '');
    if (UPDATE) await writeFile(file, text);
    const golden = await readFile(file, 'utf8').catch(() => `There is no golden file for ${name}.`);
    expect(text).toBe(golden);
  });

  it.each(Object.keys(STATEMENTS))('%s is a statement that PostgreSQL takes, formatted or not', async (name) => {
    const text = readable(STATEMENTS[name]?.(server.dataSource.manager) ?? '');
    await server.dataSource.query(`PREPARE golden AS ${text}`);
    await server.dataSource.query('DEALLOCATE ALL');
  });

  it('has no golden file without a statement', async () => {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith(SUFFIX));
    expect(files.toSorted()).toEqual(
      Object.keys(STATEMENTS)
        .map((name) => `${name}${SUFFIX}`)
        .toSorted(),
    );
  });
});

describe('formatting SQL', () => {
  it('breaks lines at clauses and selected values, and leaves functions and quoted text alone', () => {
    const sql = `SELECT "a"."FROM", max(b ORDER BY c), (SELECT 1 FROM x) FROM "WHERE"   WHERE a = 'x,  FROM y' AND (b OR c)`;
    expect(formatSql(sql)).toBe(`SELECT "a"."FROM",
  max(b ORDER BY c),
  (
    SELECT 1
    FROM x
  )
FROM "WHERE"
WHERE a = 'x,  FROM y' AND (b OR c)
`);
  });
});
