import { readFileSync } from 'node:fs';
import { readConfig, VARIABLES } from './config.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OLD_KEY = Buffer.alloc(32, 2).toString('base64');

const DEFAULTS = {
  port: 8550,
  host: '127.0.0.1',
  hosts: [] as string[],
  cors_origins: [] as string[],
  data_dir: '.devarch',
  catalog_dir: 'catalog',
  migrate: true,
  body_limit: 1_048_576,
  log_level: 'info',
  host_access: 'warn',
  source_urls: [] as string[],
  secret_keys: [] as Buffer[],
  production: false,
  database: { url: undefined, pool_size: 10, statement_timeout_ms: 15_000, prepared_statements: true, wait_seconds: 0 },
};

describe('what the environment says (contract 9)', () => {
  it('nothing: the defaults', () => {
    expect(readConfig({})).toEqual(DEFAULTS);
  });

  it('an empty value is an unset one', () => {
    expect(readConfig(Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, ''])))).toEqual(DEFAULTS);
  });

  it('everything', () => {
    const given = {
      PORT: '0',
      HOST: 'localhost',
      DEVARCH_HOSTS: 'DevArch.example, devarch',
      DEVARCH_CORS_ORIGINS: 'https://dashboard.example,http://localhost:5173',
      DATABASE_URL: 'postgresql://shop@localhost:5432/shop',
      DEVARCH_DATA_DIR: '/var/lib/devarch',
      DEVARCH_MIGRATE: 'false',
      DEVARCH_CATALOG_DIR: '/etc/catalog',
      DATABASE_POOL_SIZE: '2',
      DEVARCH_DATABASE_WAIT_SECONDS: '60',
      DATABASE_STATEMENT_TIMEOUT_MS: '600000',
      DATABASE_PREPARED_STATEMENTS: 'false',
      BODY_LIMIT: '1024',
      LOG_LEVEL: 'silent',
      DEVARCH_SECRET_KEY: `${KEY},${OLD_KEY}`,
      NODE_ENV: 'production',
      DEVARCH_HOST_ACCESS: 'refuse',
      DEVARCH_SOURCE_URLS: 'http://git.internal:3000/, file:///srv/git/',
    };
    expect(readConfig(given)).toEqual({
      port: 0,
      host: 'localhost',
      hosts: ['devarch.example', 'devarch'],
      cors_origins: ['https://dashboard.example', 'http://localhost:5173'],
      data_dir: '/var/lib/devarch',
      catalog_dir: '/etc/catalog',
      migrate: false,
      body_limit: 1024,
      log_level: 'silent',
      host_access: 'refuse',
      source_urls: ['http://git.internal:3000/', 'file:///srv/git/'],
      secret_keys: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)],
      production: true,
      database: {
        url: given.DATABASE_URL,
        pool_size: 2,
        statement_timeout_ms: 600_000,
        prepared_statements: false,
        wait_seconds: 60,
      },
    });
  });

  it('variables of others are none of our business', () => {
    expect(readConfig({ PATH: '/bin', DATABASE_NAME: 'x', MY_DEVARCH_PORT: '1' })).toEqual(DEFAULTS);
  });
});

describe('.env.example', () => {
  /** `NAME=default`, or `# NAME=example` for what has no default. */
  const documented = () => {
    const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    return [...text.matchAll(/^(#?) ?([A-Z][A-Z_]+)=(.*)$/gm)].map(([, mark, name = '', value = '']) => ({
      name,
      value,
      set: mark === '',
    }));
  };

  it('documents exactly the variables that are read', () => {
    expect(
      documented()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(Object.keys(VARIABLES).toSorted());
  });

  it('shows the defaults', () => {
    const shown = Object.fromEntries(documented().map(({ name, value }) => [name, value]));
    const defaults = Object.entries(VARIABLES).map(([name, read]) => [name, read(undefined)] as const);
    const known = defaults.flatMap(([name, outcome]) =>
      'value' in outcome && outcome.value !== undefined ? [[name, String(outcome.value)]] : [],
    );
    expect(shown).toMatchObject(Object.fromEntries(known));
  });

  it('taken as it is, means the defaults', () => {
    const set = documented().filter((variable) => variable.set);
    expect(readConfig(Object.fromEntries(set.map(({ name, value }) => [name, value])))).toEqual(DEFAULTS);
  });
});
