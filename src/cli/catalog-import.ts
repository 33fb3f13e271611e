import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { createApp } from '../app.setup.js';
import { InvalidInput } from '../common/errors.js';
import { type Config, readConfig } from '../config/config.js';
import { startDatabase } from '../database/server.js';
import { describeReport } from '../catalog/catalog-report.js';
import { CatalogService } from '../catalog/catalog.service.js';

const USAGE = `Usage: npm run catalog:import -- [folder] [--force]

Loads a catalogue (DEVARCH_CATALOG_DIR where no folder is given). Templates that were changed since the last load are
kept, unless --force is given.`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (positionals.length > 1) throw new Error(`One folder at a time, please.\n\n${USAGE}`);
  if (values.help) console.log(USAGE);
  else await load(readConfig(), positionals[0], values.force);
} catch (error) {
  console.error(`The catalogue was not loaded.\n${explain(error)}`);
  process.exitCode = 1;
}

async function load(config: Config, dir: string | undefined, force: boolean): Promise<void> {
  const database = await startDatabase(config);
  try {
    const app = await createApp({ ...config, log_level: 'warn' }, database.url);
    try {
      const report = await app.get(CatalogService).load(dir ?? config.catalog_dir, { force });
      console.log(describeReport(report));
    } finally {
      await app.close();
    }
  } finally {
    await database.stop();
  }
}

/** Every wrong place, not only the first. */
function explain(error: unknown): string {
  if (error instanceof InvalidInput)
    return error.errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('\n');
  return error instanceof Error ? error.message : String(error);
}
