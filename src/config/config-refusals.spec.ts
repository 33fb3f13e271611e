import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const SECRET_URL = 'mysql://shop:s3cret@db.example.com/shop';

function refusal(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('The configuration was taken.');
}

describe('a wrong value is an error with the variable, what it got and what it takes', () => {
  it.each([
    [
      'PORT',
      ['65536', '-1', '1.5', '1e3', 'http', ' 80', '0x50', '9'.repeat(30)],
      'it takes an integer from 0 to 65535',
    ],
    ['DEVARCH_MIGRATE', ['yes', '1', 'TRUE'], 'it takes true or false'],
    ['DATABASE_POOL_SIZE', ['0', '1', '1001', 'many'], 'it takes an integer from 2 to 1000'],
    ['DATABASE_STATEMENT_TIMEOUT_MS', ['99', '600001'], 'it takes an integer from 100 to 600000'],
    ['DATABASE_PREPARED_STATEMENTS', ['no', '0'], 'it takes true or false'],
    ['BODY_LIMIT', ['1023', '67108865', '1MiB'], 'it takes an integer from 1024 to 67108864'],
    ['LOG_LEVEL', ['verbose', 'INFO'], 'it takes one of fatal, error, warn, info, debug, trace, silent'],
    [
      'HOST',
      ['0.0.0.0', '::', '192.168.0.1', 'example.com', '128.0.0.1', '127.0.0.999', '127.1'],
      /loopback address only \(127/,
    ],
    ['DEVARCH_HOSTS', ['a:80', 'http://a', '*', 'a,,b', '-a'], 'it takes host names without port'],
    ['DEVARCH_CORS_ORIGINS', ['*', 'null', 'a.example', 'https://a/', 'https://a/x'], 'it takes origins such as'],
    [
      'DEVARCH_SOURCE_URLS',
      ['/srv/git/', 'https://git.internal', 'ftp://a/', 'https://a/,'],
      'it takes beginnings of addresses',
    ],
    ['DATABASE_URL', ['localhost:5432', 'postgres', 'postgres://'], 'it takes a connection string such as'],
  ])('%s', (name, values, allowed) => {
    for (const value of values) {
      expect(refusal({ [name]: value })).toContain(`${name} is ${JSON.stringify(value)}, but `);
      expect(refusal({ [name]: value })).toMatch(allowed);
    }
  });

  it.each([
    ['DEVARCH_API_KEYS', 'dashboard:write:s3cret'],
    ['DEVARCH_SECRET_KEY', 'czNjcmV0s3cretczNjcmV0'],
    ['DEVARCH_SECRET_KEY', `${KEY},s3cret`],
    ['DEVARCH_SECRET_KEY', `${KEY},${KEY}`],
    ['DATABASE_URL', SECRET_URL],
    ['DATABASE_URL', 'postgres://shop:s3cret'],
    ['DATABASE_URL', 'postgres://shop:s3cret@@db:99999/shop'],
    ['DATABASE_URL', 'postgres://shop:12/s3cret@db/shop'],
    ['DATABASE_URL', 'postgres://shop:12#s3cret@db/shop'],
    ['DATABASE_URL', 'postgres://shop:12?s3cret@db/shop'],
  ])('%s, which holds a secret, is named without it (P9)', (name, value) => {
    expect(refusal({ [name]: value })).toMatch(
      new RegExp(`${name} .*, but (it (must stay unset|takes|cannot be read as)|the same key)`),
    );
    expect(refusal({ [name]: value })).not.toContain('s3cret');
  });

  it('a connection string with raw special characters says how to write them', () => {
    expect(refusal({ DATABASE_URL: 'postgres://shop:a#b@db:5432/shop' })).toContain('%23 for #');
  });

  it('a misspelt variable of ours is an error with a suggestion, never silently nothing', () => {
    expect(refusal({ DEVARCH_MIGRAT: 'true' })).toContain(
      'DEVARCH_MIGRAT is not a variable of this server; did you mean DEVARCH_MIGRATE?',
    );
    expect(refusal({ DEVARCH_QWERTZUIOP: '1' })).toMatch(/DEVARCH_QWERTZUIOP is not a variable of this server$/);
  });

  it('all wrong ones are named at once, one a line', () => {
    expect(refusal({ PORT: 'x', LOG_LEVEL: 'y', DEVARCH_DATADIR: 'z' }).split('\n')).toEqual([
      'The configuration is wrong:',
      '  DEVARCH_DATADIR is not a variable of this server; did you mean DEVARCH_DATA_DIR?',
      '  PORT is "x", but it takes an integer from 0 to 65535',
      '  LOG_LEVEL is "y", but it takes one of fatal, error, warn, info, debug, trace, silent',
    ]);
  });
});

describe('a secret out of a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'devarch-config-'));
  const file = (content: string | Buffer) => {
    const path = join(folder, `${readdirSync(folder).length}`);
    writeFileSync(path, content);
    return path;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is what it would be in the variable, without the line break at the end', () => {
    const environment = { DATABASE_URL_FILE: file(`postgres://db/shop\n`), DEVARCH_SECRET_KEY_FILE: file(`${KEY}\n`) };
    expect(readConfig(environment)).toMatchObject({
      secret_keys: [Buffer.alloc(32, 1)],
      database: { url: 'postgres://db/shop' },
    });
  });

  it.each([
    ['is missing', () => join(folder, 'none'), /cannot be read \(ENOENT\)/],
    ['is a folder', () => folder, /is no file/],
    ['is empty', () => file('\n'), /is empty/],
    ['is large', () => file(Buffer.alloc(70_000)), /has 70000 bytes; it takes one of at most 65536/],
  ])('that %s is refused by the name of its variable', (_, path, reason) => {
    const given = path();
    expect(refusal({ DATABASE_URL_FILE: given })).toContain(
      `DATABASE_URL_FILE is ${JSON.stringify(given)}, but that file`.replace(/ file$/, ''),
    );
    expect(refusal({ DATABASE_URL_FILE: given })).toMatch(reason);
  });

  it('with wrong content is refused without showing it', () => {
    expect(refusal({ DATABASE_URL_FILE: file('mysql://a:s3cret@db') })).not.toContain('s3cret');
    expect(refusal({ DEVARCH_SECRET_KEY_FILE: file('s3cret') })).not.toContain('s3cret');
  });

  it('beside the variable itself is one too many', () => {
    expect(refusal({ DATABASE_URL: 'postgres://db/a', DATABASE_URL_FILE: file('postgres://db/b') })).toContain(
      'DATABASE_URL is set as well; it takes only one of the two',
    );
  });
});
