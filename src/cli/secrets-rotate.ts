import 'reflect-metadata';
import { type Config, readConfig } from '../config/config.js';
import { openDatabase } from '../database/open-database.js';
import { startDatabase } from '../database/server.js';
import { rotate } from '../secrets/rotate.js';

try {
  await run(readConfig());
} catch (error) {
  console.error(`The rotation did not come to its end. ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function run(config: Config): Promise<void> {
  const database = await startDatabase(config);
  try {
    const dataSource = await openDatabase(config, database.url);
    const progress = (count: number) => console.log(`${count} sealed anew`);
    const { key_id, retired, resealed } = await rotate(dataSource, config, progress).finally(() =>
      dataSource.destroy(),
    );
    console.log(`Everything is sealed with key ${key_id}; ${resealed} values were sealed anew.`);
    if (config.secret_keys.length > 0)
      console.log(`Nothing needs ${retired.join(', ')} any more; DEVARCH_SECRET_KEY may be the first key alone.`);
  } finally {
    await database.stop();
  }
}
