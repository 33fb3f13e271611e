import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { migrate } from '../../src/database/migrate.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { createDatabase, type TestDatabase } from '../setup/database.js';
import { describeSchema, listObjects } from '../setup/schema.js';
import { onEmptyDatabase } from '../setup/empty-database.js';

const GOLDEN = join(process.cwd(), 'test/db/golden/schema.golden.txt');

let database: TestDatabase;
let dataSource: DataSource;

const open = (url: string) => new DataSource(dataSourceOptions(readConfig({}).database, url)).initialize();

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

describe('the variables of stacks', () => {
  const NEWEST = 'StackVariables1766400000000';

  it('come to a database with data in it, which stays, and are not dropped while there are any', async () => {
    await onEmptyDatabase(async (url) => {
      const own = await open(url);
      const stacks = () => own.query('SELECT * FROM stacks ORDER BY id');
      try {
        await migrate(own);
        await downBelow(own, NEWEST);
        await own.query(`INSERT INTO stacks (name, network_name) VALUES ('live', 'a'), ('gone', 'b')`);
        await own.query(`UPDATE stacks SET deleted_at = now() WHERE name = 'gone'`);
        const before = await stacks();
        await migrate(own);
        expect(await stacks()).toEqual(before);
        await own.query(`INSERT INTO stack_variables (stack_id, key) SELECT id, 'A' FROM stacks`);
        const refused = 'stack_variables holds variables, which would be lost.';
        await expect(downBelow(own, NEWEST)).rejects.toThrow(refused);
        await own.query('DELETE FROM stack_variables');
        await downBelow(own, NEWEST);
        expect(await stacks()).toEqual(before);
      } finally {
        await own.destroy();
      }
    });
  });
});

/** Undoes migrations, the newest first, until that one is undone. */
async function downBelow(own: DataSource, name: string): Promise<void> {
  while ((await own.query('SELECT FROM devarch_migrations WHERE name = $1', [name])).length > 0)
    await own.undoLastMigration({ transaction: 'each' });
}
