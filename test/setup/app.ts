import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/app.setup.js';
import { readConfig } from '../../src/config/config.js';
import { watchAnswers } from './conformance.js';
import { createDatabase } from './database.js';
import { SECRET_KEY } from './secret-key.js';
import { countStatements } from './statements.js';

/** The real server on a database of its own, listening on a free port of the loopback interface. */
export interface TestApp {
  app: NestFastifyApplication;
  /** The address of the API, prefix included. */
  api: string;
  url: string;
  database_url: string;
  dataSource: DataSource;
  http: ReturnType<typeof request.agent>;
  get: <Provider>(type: Type<Provider>) => Provider;
  /** The SQL statements that the work sends, transaction control included. */
  statements: (work: () => Promise<unknown>) => Promise<string[]>;
  /** What was answered so far and is not documented so. */
  undocumented: () => string[];
  close: () => Promise<void>;
}

export async function startTestApp(environment: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  const database = await createDatabase();
  const config = readConfig({
    LOG_LEVEL: 'silent',
    PORT: '0',
    DATABASE_POOL_SIZE: '20',
    ...SECRET_KEY,
    ...environment,
  });
  const app = await createApp(config, database.url);
  const differences = watchAnswers(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    api: `${url}/api/v1`,
    database_url: database.url,
    dataSource: app.get(DataSource),
    http: request.agent(`${url}/api/v1`),
    get: (type) => app.get(type),
    statements: countStatements,
    undocumented: differences,
    close: async () => {
      await app.close();
      await database.drop();
      const found = differences();
      if (found.length > 0) throw new Error(`Answered, but not as documented:\n${found.join('\n')}`);
    },
  };
}
