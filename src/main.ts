import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CatalogService } from './catalog/catalog.service.js';
import { API_PREFIX, createApp } from './app.setup.js';
import { Ending, Stopped } from './common/ending.js';
import { type Config, readConfig } from './config/config.js';
import { startDatabase } from './database/server.js';
import { HealthService } from './health/health.service.js';
import { SourceSchedule } from './transfer/sources/source-schedule.js';
import { TemplatesService } from './templates/templates.service.js';

const STOP_DEADLINE_MS = 15_000;

const ending = new Ending(STOP_DEADLINE_MS, (reason) =>
  console.error(`DevArch API could not close everything. ${explain(reason)}`),
);
try {
  await start(readConfig());
} catch (error) {
  if (error instanceof Stopped) process.exit(0);
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
  const database = await startDatabase(config, { lost: endWithoutDatabase, asked: ending.asked }).catch(
    (error: unknown) => ending.failed(error),
  );
  await ending.adopt(database.stop);
  const app = await createApp(config, database.url).catch((error: unknown) => ending.failed(error));
  await ending.adopt(() => stopServing(app));
  await loadFirstCatalog(app, config.catalog_dir)
    .then(() => app.listen(config.port, config.host))
    .catch((error: unknown) => ending.failed(error));
  app.get(SourceSchedule).start();
  await ending.check();
  ending.done();
  announce(await app.getUrl());
}

/** Not ready any more, then nothing new, then everything that was begun. */
async function stopServing(app: NestFastifyApplication): Promise<void> {
  app.get(HealthService).stop();
  await app.close();
}

function endWithoutDatabase(reason: string): void {
  console.error(`DevArch API ends: its PostgreSQL ended and could not be started again. ${reason}`);
  process.exit(1);
}

/** An empty database gets the shipped catalogue; afterwards only `npm run catalog:import` loads it. */
async function loadFirstCatalog(app: NestFastifyApplication, dir: string): Promise<void> {
  const { items } = await app.get(TemplatesService).list({ limit: 1 });
  if (items.length > 0) return;
  const { created } = await app.get(CatalogService).load(dir);
  console.log(`Loaded ${created.length} templates from ${dir}.`);
}

function announce(url: string): void {
  console.log(`DevArch API is ready.
  Swagger UI  ${url}/docs
  Try         curl '${url}/${API_PREFIX}/services?limit=3'
  Stop        Ctrl-C
Open to every program of this machine: requests need no key. Pages in a browser are kept out.`);
}
