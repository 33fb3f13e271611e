import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { migrate } from '../../src/database/migrate.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { onEmptyDatabase } from '../setup/empty-database.js';

const NEWEST = 'References1767000000000';
const TEXT = 'a ${{ b.host }} $${{ c';
const COMMAND = 'run ${{ b.host }}';

it('what looked like a reference in the version before stays a text; references are not taken back unasked', () =>
  onEmptyDatabase(async (url) => {
    const own = await new DataSource(dataSourceOptions(readConfig({}).database, url)).initialize();
    const down = () => own.undoLastMigration({ transaction: 'each' });
    const newest = async () =>
      (await own.query('SELECT name FROM devarch_migrations ORDER BY id DESC LIMIT 1'))[0].name;
    const texts = async () => [
      ...(await own.query('SELECT key, value FROM service_env_vars ORDER BY key')),
      ...(await own.query('SELECT content FROM service_config_files ORDER BY file_path')),
      ...(await own.query('SELECT command FROM services')),
    ];
    try {
      await migrate(own);
      while ((await newest()) !== NEWEST) await down();
      await down();
      await own.query("INSERT INTO services (name, image_name, command) VALUES ('app', 'a', $1)", [COMMAND]);
      await own.query(
        `INSERT INTO service_env_vars (service_id, key, value) SELECT id, key, $1 FROM services, unnest('{A,B}'::text[]) key`,
        [TEXT],
      );
      await own.query(
        `INSERT INTO service_config_files (service_id, file_path, content, is_template)
         SELECT id, path, $1, path = '/a' FROM services, unnest('{/a,/b}'::text[]) path`,
        [TEXT],
      );
      const before = await texts();
      await migrate(own);
      const escaped = 'a $${{ b.host }} $$${{ c';
      expect(await texts()).toEqual([
        { key: 'A', value: escaped },
        { key: 'B', value: escaped },
        { content: escaped },
        { content: TEXT },
        { command: 'run $${{ b.host }}' },
      ]);
      while ((await newest()) !== NEWEST) await down();
      await own.query("UPDATE service_env_vars SET is_secret = true, value = '${{ b.host }}' WHERE key = 'B'");
      await expect(down()).rejects.toThrow('service_env_vars holds references, which the version before cannot store.');
      await own.query("DELETE FROM service_env_vars WHERE key = 'B'");
      await down();
      expect(await texts()).toEqual(before.filter(({ key }) => key !== 'B'));
    } finally {
      await own.destroy();
    }
  }));
