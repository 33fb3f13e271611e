import type { DataSource } from 'typeorm';
import { SealedSecrets1764600000000 } from '../../src/database/migrations/1764600000000-sealed-secrets.js';
import { MIGRATIONS } from '../../src/database/migrations/index.js';
import type { Keyring } from '../../src/secrets/keyring.js';

/** So many of a template and as many of an instance. */
export const SECRETS = 1200;

/** Takes back every migration since the one that brought sealing, and that one. */
export async function revertSealing(dataSource: DataSource): Promise<void> {
  const later = MIGRATIONS.slice(MIGRATIONS.indexOf(SealedSecrets1764600000000));
  for (const _ of later) await dataSource.undoLastMigration();
}

/** One template and one instance with many variables each, in plain text, as before there was sealing. */
export async function storePlain(dataSource: DataSource): Promise<void> {
  await revertSealing(dataSource);
  await dataSource.query(`
    INSERT INTO services (name, image_name) VALUES ('postgres', 'postgres');
    INSERT INTO stacks (name, network_name) VALUES ('shop', 'shop');
    INSERT INTO service_instances (stack_id, instance_id, template_service_id, container_name) VALUES (1, 'db', 1, 'c');
    INSERT INTO service_env_vars (service_id, key, value, is_secret) VALUES (1, 'OPEN', 'open-value', false);
    INSERT INTO service_env_vars (service_id, key, value, is_secret)
      SELECT 1, 'T' || n, 'plain-value-' || n, true FROM generate_series(1, ${SECRETS}) n;
    INSERT INTO instance_env_vars (instance_id, key, value, is_secret)
      SELECT 1, 'I' || n, 'plain-value-' || n, true FROM generate_series(1, ${SECRETS}) n;`);
  await dataSource.runMigrations();
}

/** Every secret opens where it belongs, to what it was, and has the fingerprint of the key that it is sealed with. */
export async function demandAllOpen(dataSource: DataSource, keyring: Keyring, ...others: Keyring[]): Promise<void> {
  for (const kind of ['service', 'instance']) {
    const rows = await dataSource.query(
      `SELECT key, sealed_value, fingerprint, key_id FROM ${kind}_env_vars WHERE is_secret AND value IS NULL`,
    );
    expect(rows).toHaveLength(SECRETS);
    for (const { key, sealed_value, fingerprint, key_id } of rows) {
      const plain = `plain-value-${key.slice(1)}`;
      expect(keyring.open(sealed_value, JSON.stringify(['env_vars', kind, 1, key]))).toBe(plain);
      const own = [keyring, ...others].find(({ key_ids }) => key_ids[0] === key_id);
      expect([plain, fingerprint]).toEqual([plain, own?.fingerprint(plain)]);
    }
  }
}
