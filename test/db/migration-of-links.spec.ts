import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { migrate } from '../../src/database/migrate.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { onEmptyDatabase } from '../setup/empty-database.js';

const NEWEST = 'Links1767600000020';
const INSTANCES = `INSERT INTO service_instances (stack_id, instance_id, template_service_id, container_name)
  SELECT stacks.id, services.name, services.id, services.name FROM stacks, services`;
const BINDING = `INSERT INTO instance_links (instance_id, link, target_instance_id)
  SELECT own.id, 'cache', other.id FROM service_instances own, service_instances other
  WHERE own.instance_id = 'app' AND other.instance_id = 'redis'`;

it('dependencies of the version before are links of that name; bindings and own names are not dropped unasked', () =>
  onEmptyDatabase(async (url) => {
    const own = await new DataSource(dataSourceOptions(readConfig({}).database, url)).initialize();
    const down = () => own.undoLastMigration({ transaction: 'each' });
    const newest = async () =>
      (await own.query('SELECT name FROM devarch_migrations ORDER BY id DESC LIMIT 1'))[0].name;
    try {
      await migrate(own);
      while ((await newest()) !== NEWEST) await down();
      await down();
      await own.query("INSERT INTO services (name, image_name) VALUES ('app', 'a'), ('redis', 'r')");
      await own.query(`INSERT INTO service_dependencies (service_id, depends_on_service_id)
        SELECT app.id, redis.id FROM services app, services redis WHERE app.name = 'app' AND redis.name = 'redis'`);
      await own.query("INSERT INTO stacks (name, network_name) VALUES ('shop', 'shop')");
      await own.query(INSTANCES);
      await migrate(own);
      while ((await newest()) !== NEWEST) await down();
      expect(await own.query('SELECT link, required FROM service_dependencies')).toEqual([
        { link: 'redis', required: true },
      ]);
      expect(await own.query('SELECT DISTINCT provides FROM services')).toEqual([{ provides: [] }]);
      await own.query(BINDING);
      await expect(down()).rejects.toThrow('instance_links holds bindings, which would be lost.');
      await own.query('DELETE FROM instance_links');
      await own.query("UPDATE service_dependencies SET link = 'cache'");
      await expect(down()).rejects.toThrow('service_dependencies holds links, which would be lost.');
      await own.query("UPDATE services SET catalog_revision = revision, provides = '{other}' WHERE name = 'app'");
      await down();
      expect(await own.query('SELECT count(*)::int AS count FROM service_dependencies')).toEqual([{ count: 1 }]);
    } finally {
      await own.destroy();
    }
  }));
