import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CatalogService } from './catalog/catalog.service.js';
import { API_PREFIX, createApp } from './app.setup.js';
import { type Config, readConfig } from './config/config.js';
import { startDatabase } from './database/server.js';
import { HealthService } from './health/health.service.js';
import { TemplatesService } from './templates/templates.service.js';

const STOP_DEADLINE_MS = 15_000;

try {
  await start(readConfig());
} catch (error) {
  console.error(`DevArch API cannot start. ${explain(error)}`);
  process.exit(1);
}

/** The reason in words; a port that is taken is the most usual one. */
function explain(error: unknown): string {
  const { code, port } = Object(error);
  if (code === 'EADDRINUSE') return `PORT ${String(port)} is in use; set PORT to another one, or to 0 for any.`;
  return error instanceof Error ? error.message : String(error);
}

async function start(config: Config): Promise<void> {
  const database = await startDatabase(config);
  try {
    const app = await createApp(config, database.url);
    await loadFirstCatalog(app, config.catalog_dir);
    await app.listen(config.port, config.host);
    stopOnSignal(app, database.stop);
    announce(await app.getUrl());
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** An empty database gets the shipped catalogue; afterwards only `npm run catalog:import` loads it. */
async function loadFirstCatalog(app: NestFastifyApplication, dir: string): Promise<void> {
  const { items } = await app.get(TemplatesService).list({ limit: 1 });
  if (items.length > 0) return;
  const { created } = await app.get(CatalogService).load(dir);
  console.log(`Loaded ${created.length} templates from ${dir}.`);
}

/** Not ready any more, then nothing new, then everything that was begun, then the database: in this order, within a deadline. */
function stopOnSignal(app: NestFastifyApplication, stopDatabase: () => Promise<void>): void {
  const stop = async () => {
    app.get(HealthService).stop();
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    await app.close();
    await stopDatabase();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

function announce(url: string): void {
  console.log(`DevArch API is ready.
  Swagger UI  ${url}/docs
  Try         curl '${url}/${API_PREFIX}/services?limit=3'
  Stop        Ctrl-C
Open to every program of this machine: requests need no key. Pages in a browser are kept out.`);
}
