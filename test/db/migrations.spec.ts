import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataSource, type QueryRunner } from 'typeorm';
import { build } from '../../scripts/build.mjs';
import { createApp } from '../../src/app.setup.js';
import { readConfig } from '../../src/config/config.js';
import { migrate } from '../../src/database/migrate.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { SEALED_COLUMNS } from '../../src/facets/sealing.js';
import { FACET_NAMES, facetOf } from '../../src/facets/facets.js';
import { createDatabase, type TestDatabase } from '../setup/database.js';
import { describeSchema, listObjects } from '../setup/schema.js';

const GOLDEN = join(process.cwd(), 'test/db/golden/schema.golden.txt');
const REPLICAS = 4;
/** What every facet row has besides its value columns; `removed` is the one that only the instance's side has. */
const ROW_COLUMNS = ['id', 'service_id', 'instance_id', 'removed', 'created_at', 'updated_at'];

let database: TestDatabase;
let dataSource: DataSource;

const open = (url: string) => new DataSource(dataSourceOptions(readConfig({}).database, url)).initialize();

/** An empty database for one test. */
async function onEmptyDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const empty = await createDatabase(false);
  try {
    await work(empty.url);
  } finally {
    await empty.drop();
  }
}

beforeAll(async () => {
  database = await createDatabase(false);
  dataSource = await open(database.url);
  await migrate(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('the schema that the migrations make', () => {
  it('is the one in test/db/golden/schema.golden.txt (UPDATE_GOLDEN=true writes it anew)', async () => {
    const schema = await describeSchema(dataSource);
    if (process.env.UPDATE_GOLDEN === 'true') await writeFile(GOLDEN, schema);
    expect(schema).toBe(await readFile(GOLDEN, 'utf8'));
  });

  it('is what the entities say: generating a migration has nothing to do', async () => {
    const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect([...upQueries, ...downQueries].map(({ query }) => query)).toEqual([]);
  });

  it('names every constraint and index by its kind and its table', async () => {
    const named = await dataSource.query<{ name: string; table_name: string; kind: string; columns: string }[]>(`
      SELECT conname AS name, conrelid::regclass::text AS table_name, contype::text AS kind,
        (SELECT string_agg(attname, '_') FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)) AS columns
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
      UNION ALL SELECT relname, indrelid::regclass::text, CASE WHEN indisunique THEN 'u' ELSE 'i' END, ''
      FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
      WHERE relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`);
    const rule: Record<string, (table: string, columns: string) => RegExp> = {
      p: (table) => new RegExp(`^pk_${table}$`),
      f: (table, columns) => new RegExp(`^fk_${table}_${columns}$`),
      u: (table) => new RegExp(`^uq_${table}(_[a-z_]+)?$`),
      c: (table) => new RegExp(`^ck_${table}_[a-z_]+$`),
      i: (table) => new RegExp(`^ix_${table}_[a-z_]+$`),
    };
    expect(named.length).toBeGreaterThan(80);
    const wrong = named.filter(
      ({ name, table_name, kind, columns }) => rule[kind]?.(table_name, columns).test(name) !== true,
    );
    expect(wrong).toEqual([]);
  });
});

describe('up, down and up again', () => {
  it('leaves nothing behind but the table of migrations, and makes the same again', async () => {
    await onEmptyDatabase(async (url) => {
      const own = await open(url);
      try {
        await migrate(own);
        const [objects, schema] = [await listObjects(own), await describeSchema(own)];
        for (const _ of own.migrations) await own.undoLastMigration({ transaction: 'each' });
        expect((await listObjects(own)).filter((name) => !name.includes('devarch_migrations'))).toEqual([]);
        expect(await own.query('SELECT * FROM devarch_migrations')).toEqual([]);
        await migrate(own);
        expect(await listObjects(own)).toEqual(objects);
        expect(await describeSchema(own)).toBe(schema);
        await migrate(own);
        expect(await own.query('SELECT * FROM devarch_migrations')).toHaveLength(own.migrations.length);
      } finally {
        await own.destroy();
      }
    });
  });
});

describe('the options of mounts and ports', () => {
  const NEWEST = 'MountOptions1765200000000';

  it('are the defaults in a database of the version before, and are not dropped while anything is said', async () => {
    await onEmptyDatabase(async (url) => {
      const own = await open(url);
      const down = () => own.undoLastMigration({ transaction: 'each' });
      const downTo = async (wanted: string) => {
        while ((await own.query('SELECT name FROM devarch_migrations ORDER BY id DESC LIMIT 1'))[0].name !== wanted)
          await down();
      };
      try {
        await migrate(own);
        await downTo(NEWEST);
        await down();
        await own.query("INSERT INTO services (name, image_name) VALUES ('db', 'postgres')");
        await own.query("INSERT INTO service_volumes (service_id, source, target) SELECT id, 'a', '/a' FROM services");
        await own.query(
          'INSERT INTO service_ports (service_id, host_port, container_port) SELECT id, 1, 2 FROM services',
        );
        await migrate(own);
        expect(await own.query('SELECT target, options FROM service_volumes')).toEqual([{ target: '/a', options: {} }]);
        expect(await own.query('SELECT publish_mode FROM service_ports')).toEqual([{ publish_mode: 'ingress' }]);
        await own.query(`UPDATE service_volumes SET options = '{"nocopy": true}'`);
        await downTo(NEWEST);
        await expect(down()).rejects.toThrow('service_volumes.options holds values, which would be lost.');
      } finally {
        await own.destroy();
      }
    });
  });
});

interface ColumnRow {
  column_name: string;
  type: string;
  is_nullable: string;
  column_default: string | null;
}

/** The columns of a table as the database knows them, in the order of their names. */
async function columnsOf(table: string): Promise<ColumnRow[]> {
  return dataSource.query<ColumnRow[]>(
    `SELECT column_name, concat(data_type, character_maximum_length) AS type, is_nullable, column_default
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY column_name`,
    [table],
  );
}

describe.each(FACET_NAMES)('the two tables of %s', (name) => {
  const facet = facetOf(name);
  const tables = () => [facet.template_row, facet.instance_row].map((row) => dataSource.getMetadata(row));
  const isValue = ({ column_name }: { column_name: string }) => !ROW_COLUMNS.includes(column_name);

  it('have the same value columns in the database, with types and defaults', async () => {
    const [template = [], instance = []] = await Promise.all(tables().map(({ tableName }) => columnsOf(tableName)));
    expect(instance.filter(isValue)).toEqual(template.filter(isValue));
    expect(template.filter(isValue).map(({ column_name }) => column_name)).toEqual(facet.stored_columns.toSorted());
    const names = (rows: ColumnRow[]) => rows.map(({ column_name }) => column_name);
    const owned = names(template).filter((column) => column !== 'service_id');
    expect(names(instance)).toEqual([...owned, 'instance_id', 'removed'].toSorted());
    const removed = instance.find(({ column_name }) => column_name === 'removed');
    expect(removed).toMatchObject({ type: 'boolean', is_nullable: 'NO', column_default: 'false' });
  });

  it('have the same value columns in the entities', () => {
    const [template, instance] = tables().map(({ columns }) =>
      columns
        .map((column) => ({
          column_name: column.databaseName,
          type: dataSource.driver.normalizeType(column),
          length: column.length,
          nullable: column.isNullable,
          fallback: column.default,
        }))
        .filter(isValue),
    );
    expect(instance).toEqual(template);
    expect(template?.map(({ column_name }) => column_name)).toEqual(facet.stored_columns);
  });

  it('have the defaults of a new spec', async () => {
    const fresh = new facet.spec();
    const unsaid = [facet.sealing?.flag, facet.sealing?.value, ...SEALED_COLUMNS];
    const said = (await columnsOf(tables()[0]?.tableName ?? '')).filter(
      ({ column_name }) => !unsaid.includes(column_name),
    );
    for (const column of said.filter(isValue)) {
      const [row] = await dataSource.query<{ value: unknown }[]>(
        `SELECT to_json(${column.column_default ?? 'NULL::text'}) AS value`,
      );
      const without = column.is_nullable === 'YES' ? null : undefined;
      const expected = column.column_default === null ? without : row?.value;
      expect([column.column_name, Reflect.get(fresh, column.column_name)]).toEqual([column.column_name, expected]);
    }
  });

  it('go with their owner, and are found by it through an index', async () => {
    for (const { tableName } of tables()) {
      const keys = await dataSource.query<object[]>(
        `SELECT confdeltype AS on_delete, confrelid::regclass::text AS owner, EXISTS (
           SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1] AND indpred IS NULL) AS indexed
         FROM pg_constraint
         WHERE conrelid = $1::regclass AND contype = 'f' AND confrelid <> 'secret_keys'::regclass`,
        [tableName],
      );
      const owner = tableName.startsWith('service_') ? 'services' : 'service_instances';
      expect(keys).toEqual([{ on_delete: 'c', owner, indexed: true }]);
    }
  });
});

describe('starting on an empty database', () => {
  it('that fails says why, also where the session that holds the lock is gone by then', () =>
    onEmptyDatabase(async (url) => {
      class Failing1764000000001 {
        async up(runner: QueryRunner): Promise<void> {
          const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()`;
          await runner.query(others);
          throw new Error('the true reason');
        }
        async down(): Promise<void> {}
      }
      const options = { ...dataSourceOptions(readConfig({}).database, url), migrations: [Failing1764000000001] };
      const own = await new DataSource(options).initialize();
      try {
        await expect(migrate(own)).rejects.toThrow('the true reason');
      } finally {
        await own.destroy();
      }
    }));

  it('four replicas in one process migrate it once', async () => {
    await onEmptyDatabase(async (url) => {
      const replicas = await Promise.all(Array.from({ length: REPLICAS }, () => open(url)));
      try {
        await Promise.all(replicas.map((replica) => migrate(replica)));
        for (const replica of replicas) expect(await replica.showMigrations()).toBe(false);
        const done = await replicas[0]?.query('SELECT name FROM devarch_migrations');
        expect(done).toEqual(dataSource.migrations.map(({ name }) => ({ name })));
      } finally {
        await Promise.all(replicas.map((replica) => replica.destroy()));
      }
    });
  });

  it('four replicas in processes of their own migrate it once', async () => {
    const folder = await build({ say: () => {} });
    const script = `
      const { DataSource } = await import('typeorm');
      const { readConfig } = await import('${folder}/config/config.js');
      const { migrate } = await import('${folder}/database/migrate.js');
      const { dataSourceOptions } = await import('${folder}/database/options.js');
      const config = readConfig({ DATABASE_URL: process.env.DATABASE_URL }).database;
      const dataSource = await new DataSource(dataSourceOptions(config, config.url)).initialize();
      await migrate(dataSource);
      console.log(await dataSource.showMigrations() ? 'behind' : 'current');
      await dataSource.destroy();`;
    const args = ['--input-type=module', '-e', script];
    await onEmptyDatabase(async (url) => {
      const env = { PATH: process.env.PATH, DATABASE_URL: url };
      const replica = () => promisify(execFile)(process.execPath, args, { env, timeout: 60_000 });
      const outcomes = await Promise.all(Array.from({ length: REPLICAS }, replica));
      expect(outcomes.map(({ stdout }) => stdout.trim())).toEqual(Array(REPLICAS).fill('current'));
    });
  }, 90_000);

  it('with DEVARCH_MIGRATE=false is an error that says what to do', async () => {
    await onEmptyDatabase(async (url) => {
      const config = readConfig({ DEVARCH_MIGRATE: 'false', LOG_LEVEL: 'silent' });
      await expect(createApp(config, url)).rejects.toThrow(
        /schema is behind.*Start once with DEVARCH_MIGRATE=true, or run "npm run migration:run"/,
      );
      const own = await open(url);
      expect((await listObjects(own)).filter((name) => !name.includes('devarch_migrations'))).toEqual([]);
      await own.destroy();
    });
  });
});
