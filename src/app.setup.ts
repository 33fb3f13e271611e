import type { LoggerService } from '@nestjs/common';
import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { addApiDocument } from './app.document.js';
import { answerUnexpected, answerUnreadable, makeRoomForFiles } from './app.fastify.js';
import { problemForBadRequest, problemForBadUrl, readJson } from './app.fastify.js';
import { createLogger } from './common/logger.js';
import { ProblemFilter } from './common/problem.filter.js';
import type { Config } from './config/config.js';
import { openDatabase } from './database/open-database.js';
import type { Keyring } from './secrets/keyring.js';
import { openKeyring } from './secrets/open-keyring.js';
import { endConnectionsWhenClosing } from './server/end-connections.js';
import { keepPagesOut } from './server/keep-pages-out.js';
import { answerUnknownRoutes } from './server/unknown-routes.js';

export const API_PREFIX = 'api/v1';
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_PARAMETER_LENGTH = 2048;

/** Opens the database, brings its schema up to date or demands that it is, finds the keys of its secrets, and puts the server together without listening. */
export async function createApp(config: Config, database_url: string): Promise<NestFastifyApplication> {
  const logger = createLogger(config.log_level);
  const dataSource = await openDatabase(config, database_url);
  try {
    const keyring = await openKeyring(dataSource, config);
    return await buildApp(config, dataSource, keyring, logger);
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw error;
  }
}

async function buildApp(
  config: Config,
  dataSource: DataSource,
  keyring: Keyring,
  logger: LoggerService,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: config.body_limit,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { requireHostHeader: false },
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    frameworkErrors: problemForBadUrl,
    clientErrorHandler: problemForBadRequest,
  });
  adapter.getInstance().removeContentTypeParser('text/plain');
  answerUnreadable(adapter.getInstance());
  answerUnexpected(adapter.getInstance());
  await keepPagesOut(adapter.getInstance(), { hosts: [config.host, ...config.hosts], origins: config.cors_origins });
  readJson(adapter.getInstance());
  makeRoomForFiles(adapter.getInstance(), API_PREFIX, config.body_limit);
  answerUnknownRoutes(adapter.getInstance());
  endConnectionsWhenClosing(adapter.getInstance());
  const module = AppModule.on(dataSource, keyring, config.host_access, config.source_urls);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  app.setGlobalPrefix(API_PREFIX, { exclude: ['health/live', 'health/ready'] });
  app.useGlobalFilters(new ProblemFilter(app.get(HttpAdapterHost), 'BODY_LIMIT'));
  addApiDocument(app);
  return app;
}
