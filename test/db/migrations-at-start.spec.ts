import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DataSource, type QueryRunner } from 'typeorm';
import { build } from '../../scripts/build.mjs';
import { createApp } from '../../src/app.setup.js';
import { readConfig } from '../../src/config/config.js';
import { migrate } from '../../src/database/migrate.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { createDatabase, type TestDatabase } from '../setup/database.js';
import { listObjects } from '../setup/schema.js';
import { onEmptyDatabase } from '../setup/empty-database.js';

const REPLICAS = 4;

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
