import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { migrate } from '../../src/database/migrate.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { onEmptyDatabase } from '../setup/empty-database.js';

const NEWEST = 'OpenPorts1770000000000';

/** Templates, a stack with its instances, one of them in the trash, and ports of both sides, one of them a removal. */
const BEFORE = [
  "INSERT INTO services (name, image_name) VALUES ('app', 'a'), ('db', 'd')",
  "INSERT INTO stacks (name, network_name) VALUES ('shop', 'shop')",
  `INSERT INTO service_instances (stack_id, instance_id, template_service_id, container_name, deleted_at)
   SELECT stacks.id, services.name, services.id, services.name, CASE WHEN services.name = 'db' THEN now() END FROM stacks, services`,
  `INSERT INTO service_ports (service_id, host_ip, host_port, container_port)
   SELECT id, '0.0.0.0', 8080, 80 FROM services UNION ALL SELECT id, '127.0.0.1', 8080, 80 FROM services`,
  `INSERT INTO instance_ports (instance_id, host_ip, host_port, container_port, removed)
   SELECT id, '::1', 8080, 80, false FROM service_instances UNION ALL SELECT id, '::1', 8080, 80, true FROM service_instances`,
];
const TABLES = ['service_ports', 'instance_ports'];

let own: DataSource;

const down = () => own.undoLastMigration({ transaction: 'each' });
const rows = async () => Promise.all(TABLES.map((table) => own.query(`SELECT * FROM ${table} ORDER BY id`)));
const newest = async () => (await own.query('SELECT name FROM devarch_migrations ORDER BY id DESC LIMIT 1'))[0].name;

async function downTo(wanted: string): Promise<void> {
  while ((await newest()) !== wanted) await down();
}

const onOldDatabase = (work: () => Promise<void>) =>
  onEmptyDatabase(async (url) => {
    own = await new DataSource(dataSourceOptions(readConfig({}).database, url)).initialize();
    try {
      await migrate(own);
      await downTo(NEWEST);
      await down();
      for (const sql of BEFORE) await own.query(sql);
      await work();
    } finally {
      await own.destroy();
    }
  });

it('ports of the version before keep their values, there and back', () =>
  onOldDatabase(async () => {
    const before = await rows();
    await migrate(own);
    expect(await rows()).toEqual(before);
    await downTo(NEWEST);
    await down();
    expect(await rows()).toEqual(before);
  }));

it('what is open becomes what an import stored before, and is refused where that would meet another', () =>
  onOldDatabase(async () => {
    await migrate(own);
    const open = (host_ip: string, host_port: string, container_port: number) =>
      own.query(`INSERT INTO service_ports (service_id, host_ip, host_port, container_port)
        SELECT id, ${host_ip}, ${host_port}, ${container_port} FROM services WHERE name = 'app'`);
    await open('NULL', '8080', 80);
    await expect(open('NULL', '8080', 81)).rejects.toThrow('uq_service_ports');
    await open('NULL', 'NULL', 90);
    await open('NULL', 'NULL', 91);
    await expect(open('NULL', 'NULL', 91)).rejects.toThrow('uq_service_ports');
    await own.query(`UPDATE instance_ports SET host_ip = NULL, host_port = NULL WHERE removed`);
    await downTo(NEWEST);
    await expect(down()).rejects.toThrow(
      'service_ports holds ports without an address or host port that would meet others.',
    );
    await own.query(`DELETE FROM service_ports WHERE host_ip IS NULL AND host_port = 8080`);
    await down();
    const told = `SELECT host_ip, host_port FROM`;
    expect(await own.query(`${told} service_ports WHERE container_port > 80 ORDER BY id`)).toEqual([
      { host_ip: '0.0.0.0', host_port: 90 },
      { host_ip: '0.0.0.0', host_port: 91 },
    ]);
    expect(await own.query(`${told} instance_ports WHERE removed LIMIT 1`)).toEqual([
      { host_ip: '0.0.0.0', host_port: 80 },
    ]);
  }));
