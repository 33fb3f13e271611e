import { FACET_NAMES } from '../../src/facets/facets.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { PLANNER } from '../../src/database/options.js';
import { createDatabase, type TestDatabase } from '../setup/database.js';
import { insertBulk, PER_STACK } from '../setup/bulk.js';

/** Every statement that has a golden file, planned on 100,000 instances, 2,000 stacks with 10,000 variables and 200,000 override rows. */
const INSTANCES = 100_000;
const TEMPLATES = 200;
const GOLDEN = join(process.cwd(), 'test', 'db', 'golden');
const SUFFIX = '.golden.sql';
const NAMES = readdirSync(GOLDEN).flatMap((file) => (file.endsWith(SUFFIX) ? [file.slice(0, -SUFFIX.length)] : []));
const MODES = ['force_custom_plan', 'force_generic_plan'];

/** Statements that may read tables whole, and why. */
const WHOLE_TABLES: [RegExp, string][] = [
  [/^stacks\.list-(filtered|sorted)$/, 'X-Total-Count counts all stacks, or what a search finds among them'],
  [/^instances\.all-sorted$/, 'the names of the stacks are in order, their instances are not'],
  [/^findings\./, 'a clash is between any two instances of all stacks'],
  [/^templates-/, 'a template may be that of every instance'],
  [
    /^instances\.copy-stack$/,
    'beside 50 instances a table of 10,000 rows counts as small; one ten times as big does not',
  ],
];

/** Parameters by their names in the golden file; of hand-written statements, by position. */
const VALUES: Record<string, unknown> = {
  ...{ stack: 'bulk-001000', instance: 'i20', name: 'bulk-001000', template: 'template-7', names: ['template-7'] },
  ...{ rows: PER_STACK + 1, search: '%i2%', search_start: 'i2%', search_exact: 'i2', enabled: true, templates: [7] },
  ...{ after_created_at: '2026-01-31T09:30:00Z', after_deleted_at: '2036-01-31T09:30:00Z', after_id: 50_000 },
  ...{
    after_rank: 2,
    after_name: 'bulk-001000',
    after_stack_name: 'bulk-001000',
    after_startup_order: 0,
    category: 'x',
    key: '/etc/x.conf',
  },
};
const BY_POSITION: [RegExp, unknown[]][] = [
  [/^instances\.naming-texts$/, [1, 50, 'x', 'y', [7]]],
  [/^instances\.copy-one$/, [50_000, 1, 'devarch-x-', 'x']],
  [/^overrides\.replace-items-/, [50_000, '[]', ['x'], true]],
  [/^overrides\.replace-/, [50_000, '[]']],
  [/^overrides\.sides$/, [7, 50_000]],
  [/^templates\.put-item$/, ['[]']],
  [/^overrides\.sides-light$/, [7, 50_000, ['x']]],
];

let database: TestDatabase;
let client: pg.Client;
let big: Set<string>;

beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client({ connectionString: database.url, options: PLANNER });
  await client.connect();
  await client.query(
    `INSERT INTO services (name, image_name) SELECT 'template-' || n, 'image-' || n FROM generate_series(1, $1::int) n`,
    [TEMPLATES],
  );
  await insertBulk(client, { instances: INSTANCES, prefix: 'bulk-' });
  await client.query(
    `INSERT INTO stack_variables (stack_id, key, value) SELECT id, 'K' || n, '' FROM stacks, generate_series(1, 5) n`,
  );
  await client.query(`UPDATE service_instances SET deleted_at = now() WHERE id % 97 = 0`);
  await client.query(`UPDATE stacks SET deleted_at = now() WHERE id % 97 = 0`);
  await client.query('ANALYZE');
  const { rows } = await client.query<{ relname: string }>(
    `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > 1000`,
  );
  big = new Set(rows.map(({ relname }) => relname));
}, 60_000);

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** The statement of a golden file with values for its parameters, in their order. */
function read(name: string): { sql: string; values: unknown[] } {
  const sql = readFileSync(join(GOLDEN, `${name}${SUFFIX}`), 'utf8');
  const [, header = ''] = /^-- (.*)\n/.exec(sql) ?? [];
  const given = BY_POSITION.find(([pattern]) => pattern.test(name))?.[1];
  return { sql, values: given ?? [...header.matchAll(/\$\d+ (\w+)/g)].map(([, parameter = '']) => VALUES[parameter]) };
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  return pg.escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : String(value));
}

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

async function planOf(name: string, mode: string): Promise<Plan> {
  const { sql, values } = read(name);
  expect(values).not.toContain(undefined);
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL plan_cache_mode = ${mode}`);
    await client.query(`PREPARE hot AS ${sql}`);
    const list = values.length > 0 ? `(${values.map(literal).join(', ')})` : '';
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) EXECUTE hot${list}`);
    return rows[0]?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'nothing' };
  } finally {
    await client.query('ROLLBACK; DEALLOCATE ALL');
  }
}

function scanned(plan: Plan): string[] {
  const below = (plan.Plans ?? []).flatMap(scanned);
  return plan['Node Type'] === 'Seq Scan' ? [...below, plan['Relation Name'] ?? ''] : below;
}

describe('no hot statement reads a big table from end to end', () => {
  it('there are big tables, each facet’s overrides among them', () => {
    expect([...big]).toEqual(
      expect.arrayContaining(['stacks', 'stack_variables', 'service_instances', 'instance_env_vars']),
    );
    expect(big.size).toBe(FACET_NAMES.length + 3);
  });

  const hot = NAMES.filter((name) => !WHOLE_TABLES.some(([pattern]) => pattern.test(name)));
  it.each(hot.flatMap((name) => MODES.map((mode) => [name, mode] as const)))('%s, %s', async (name, mode) => {
    expect(scanned(await planOf(name, mode)).filter((table) => big.has(table))).toEqual([]);
  });
});
