import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { build } from '../../scripts/build.mjs';
import { readConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { Keyring } from '../../src/secrets/keyring.js';
import { createDatabase, type TestDatabase } from './database.js';

export const [KEY, OTHER] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
export const [ID, OTHER_ID] = [KEY, OTHER].map((key) => new Keyring([key]).key_ids.join());

/** For each test of a file a database and a folder for the key file; the server is built before them. */
export function keyPlace() {
  let database: TestDatabase;
  let dataSource: DataSource;
  let folder: string;
  let program: string;

  beforeAll(async () => {
    program = await build();
  }, 120_000);
  beforeEach(async () => {
    database = await createDatabase();
    folder = await mkdtemp(join(tmpdir(), 'devarch-keys-'));
    dataSource = await new DataSource(dataSourceOptions(readConfig({}).database, database.url)).initialize();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const idOf = ({ key_id }: { key_id: string }) => key_id;
  return {
    file: () => join(folder, 'secret.key'),
    given: (...secret_keys: Buffer[]) => ({ secret_keys, data_dir: folder, production: false }),
    idOf,
    onRecord: async () => (await dataSource.query('SELECT key_id FROM secret_keys')).map(idOf),
    get database() {
      return database;
    },
    get dataSource() {
      return dataSource;
    },
    get folder() {
      return folder;
    },
    get program() {
      return program;
    },
  };
}
