import { existsSync } from 'node:fs';
import { nearest } from '../common/nearest.js';
import { databaseUrl } from './database-url.js';
import { withFiles } from './from-file.js';
import { bool, choice, integer, list, loopback, notYet, prefixes, type Reader, text } from './readers.js';
import { secretKeys } from './secret-key.js';

/** What the environment says, read and checked once. */
export interface Config {
  port: number;
  host: string;
  /** Names of this server beside the loopback ones, in lower case. */
  hosts: string[];
  /** Origins whose pages may use the server. */
  cors_origins: string[];
  data_dir: string;
  catalog_dir: string;
  migrate: boolean;
  body_limit: number;
  log_level: string;
  /** What is done about configurations that reach the host. */
  host_access: 'allow' | 'warn' | 'refuse';
  /** Beginnings of addresses that sources of stacks may have besides https ones of public hosts. */
  source_urls: string[];
  /** The keys of DEVARCH_SECRET_KEY, the sealing one first; none where it is unset. */
  secret_keys: Buffer[];
  /** NODE_ENV is production: nothing is made up that an operator has to know of. */
  production: boolean;
  database: DatabaseConfig;
}

export interface DatabaseConfig {
  /** Undefined: the embedded PostgreSQL. */
  url: string | undefined;
  pool_size: number;
  statement_timeout_ms: number;
  /** False behind a pooler that gives each transaction another connection. */
  prepared_statements: boolean;
  /** How long the start waits for a server that does not answer yet. */
  wait_seconds: number;
}

const HOST_ACCESS = ['allow', 'warn', 'refuse'] as const;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const HOST_NAME = /^[a-z\d]([a-z\d.-]*[a-z\d])?$/;
const ORIGIN = /^https?:\/\/([a-z\d]([a-z\d.-]*[a-z\d])?|\[[\da-f:]+\])(:\d{1,5})?$/;

/** Every variable with the reader that checks it. `.env.example` documents the same list, and a test compares them. */
export const VARIABLES = {
  PORT: integer(0, 65535, 8550),
  HOST: loopback('127.0.0.1'),
  DEVARCH_HOSTS: list(HOST_NAME, 'host names without port, separated by commas'),
  DEVARCH_CORS_ORIGINS: list(ORIGIN, 'origins such as https://dashboard.example, separated by commas'),
  DATABASE_URL: databaseUrl(),
  DATABASE_URL_FILE: text(/./, 'a file with the connection string in it'),
  DEVARCH_DATABASE_WAIT_SECONDS: integer(0, 3600, 0),
  DEVARCH_DATA_DIR: text(/./, 'a folder', '.devarch'),
  DEVARCH_MIGRATE: bool(true),
  DEVARCH_CATALOG_DIR: text(/./, 'a folder', 'catalog'),
  DEVARCH_API_KEYS: notYet('requests are not checked for keys yet, so a key would protect nothing'),
  DEVARCH_SECRET_KEY: secretKeys(),
  DEVARCH_SECRET_KEY_FILE: text(/./, 'a file with the keys in it'),
  DEVARCH_HOST_ACCESS: choice(HOST_ACCESS, 'warn'),
  DEVARCH_SOURCE_URLS: prefixes(
    'beginnings of addresses that end with a slash, such as https://git.internal/ or file:///srv/git/, separated by commas',
  ),
  DATABASE_POOL_SIZE: integer(2, 1000, 10),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(100, 600_000, 15_000),
  DATABASE_PREPARED_STATEMENTS: bool(true),
  BODY_LIMIT: integer(1024, 64 * 1024 * 1024, 1024 * 1024),
  LOG_LEVEL: choice(LOG_LEVELS, 'info'),
} as const;

type Values = {
  [Name in keyof typeof VARIABLES]: (typeof VARIABLES)[Name] extends Reader<infer Value> ? Value : never;
};

/** Reads `.env` (outside production, where it exists) and the environment, which wins. Throws one error naming every wrong variable. */
export function readConfig(given: NodeJS.ProcessEnv = loadEnvironment()): Config {
  const { environment, problems } = withFiles(given);
  problems.push(...unknownVariables(environment));
  const read = ([name, reader]: [string, Reader<unknown>]): [string, unknown] => {
    const stated = environment[name];
    const outcome = reader(stated === undefined || stated === '' ? undefined : stated);
    if ('problem' in outcome) problems.push(`${name} is ${repeatable(name, stated)}, but ${outcome.problem}`);
    return [name, 'value' in outcome ? outcome.value : undefined];
  };
  const values = Object.fromEntries(Object.entries(VARIABLES).map(read)) as Values;
  if (problems.length > 0) throw new Error(`The configuration is wrong:\n  ${problems.join('\n  ')}`);
  return toConfig(values, environment.NODE_ENV === 'production');
}

/** What was given, as an error may repeat it: no keys, and of a connection string nothing that may be user or password. */
function repeatable(name: string, given = ''): string {
  if (/_KEYS?$/.test(name)) return 'set';
  return JSON.stringify(name === 'DATABASE_URL' ? withoutPassword(given) : given);
}

/** Without an @ nobody knows where the password ends. */
function withoutPassword(url: string): string {
  const [, scheme = '', rest = ''] = /^([a-z]*:\/\/)?(.*)$/s.exec(url) ?? [];
  if (rest === '' || (scheme === '' && !rest.includes('@'))) return url;
  return rest.includes('@') ? `${scheme}***@${rest.slice(rest.lastIndexOf('@') + 1)}` : `${scheme}***`;
}

function toConfig(values: Values, production: boolean): Config {
  return {
    port: values.PORT,
    host: values.HOST,
    hosts: values.DEVARCH_HOSTS,
    cors_origins: values.DEVARCH_CORS_ORIGINS,
    data_dir: values.DEVARCH_DATA_DIR ?? '.devarch',
    catalog_dir: values.DEVARCH_CATALOG_DIR ?? 'catalog',
    migrate: values.DEVARCH_MIGRATE,
    body_limit: values.BODY_LIMIT,
    log_level: values.LOG_LEVEL,
    host_access: values.DEVARCH_HOST_ACCESS,
    source_urls: values.DEVARCH_SOURCE_URLS,
    secret_keys: values.DEVARCH_SECRET_KEY,
    production,
    database: {
      url: values.DATABASE_URL,
      pool_size: values.DATABASE_POOL_SIZE,
      statement_timeout_ms: values.DATABASE_STATEMENT_TIMEOUT_MS,
      prepared_statements: values.DATABASE_PREPARED_STATEMENTS,
      wait_seconds: values.DEVARCH_DATABASE_WAIT_SECONDS,
    },
  };
}

function loadEnvironment(): NodeJS.ProcessEnv {
  if (process.env.NODE_ENV !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/** A misspelt variable would silently do nothing, so whatever looks like ours has to be ours. */
function unknownVariables(environment: NodeJS.ProcessEnv): string[] {
  const known = Object.keys(VARIABLES);
  const foreign = Object.keys(environment).filter((name) => name.startsWith('DEVARCH_') && !known.includes(name));
  return foreign.map((name) => {
    const [closest] = nearest(name, known);
    return `${name} is not a variable of this server${closest ? `; did you mean ${closest}?` : ''}`;
  });
}
