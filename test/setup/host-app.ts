import type { INestApplication, LoggerService } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createApiDocument } from '../../src/app.document.js';
import { AppModule } from '../../src/app.module.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { readConfig } from '../../src/config/config.js';
import { openDatabase } from '../../src/database/open-database.js';
import { openKeyring } from '../../src/secrets/open-keyring.js';
import { ApiDocument } from './api-document.js';
import { createDatabase } from './database.js';
import { SECRET_KEY } from './secret-key.js';

export const ADAPTERS = ['express', 'fastify'] as const;
export type Adapter = (typeof ADAPTERS)[number];

/** Somebody else's application that imports every module, with the catalogue, and without anything of our own server. */
export interface Host {
  app: INestApplication;
  url: string;
  /** The document, made when it is first asked for. */
  readonly api: ApiDocument;
  /** What was said in the log, from warnings on. */
  warnings: string[];
  close: () => Promise<void>;
}

export async function startHost(
  adapter: Adapter,
  configure: (app: INestApplication) => void = () => {},
): Promise<Host> {
  const database = await createDatabase();
  const config = readConfig({ LOG_LEVEL: 'silent', ...SECRET_KEY });
  const dataSource = await openDatabase(config, database.url);
  const module = AppModule.on(dataSource, await openKeyring(dataSource, config));
  const warnings: string[] = [];
  const app = await NestFactory.create(module, adapterOf(adapter), {
    logger: listening(warnings),
    abortOnError: false,
  });
  configure(app);
  await app.listen(0, '127.0.0.1');
  await app.get(CatalogService, { strict: false }).load('catalog');
  let api: ApiDocument | undefined;
  return {
    app,
    url: await app.getUrl(),
    get api() {
      return (api ??= new ApiDocument(JSON.parse(JSON.stringify(createApiDocument(app)))));
    },
    warnings,
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

function adapterOf(name: Adapter): AbstractHttpAdapter {
  return name === 'express' ? new ExpressAdapter() : new FastifyAdapter();
}

function listening(warnings: string[]): LoggerService {
  const note = (message: unknown, ...rest: unknown[]) => void warnings.push([message, ...rest].map(String).join(' '));
  return { log: () => {}, debug: () => {}, verbose: () => {}, warn: note, error: note, fatal: note };
}
