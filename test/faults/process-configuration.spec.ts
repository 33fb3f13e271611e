import { rename, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { createDatabase } from '../setup/database.js';
import { query } from '../setup/server.js';
import { serverProcesses } from '../setup/server-processes.js';

const { inFolder, run, start } = serverProcesses();

describe('a wrong configuration ends the start with 1 and says what to do (lessons 22)', () => {
  const secret = 'pass-4711-word';
  const nobody = `postgres://app:${secret}@127.0.0.1:1/shop`;
  const ambiguous = `postgres://app:${secret}@localhost:1/shop`;
  const unknown = `postgres://app:${secret}@no-such-host.invalid/shop`;

  it.each([
    ['PORT', 'abc', /PORT is "abc", but it takes an integer from 0 to 65535/],
    ['DEVARCH_MIGRAT', '1', /DEVARCH_MIGRAT is not a variable of this server; did you mean DEVARCH_MIGRATE\?/],
    ['DATABASE_URL', 'foo', /DATABASE_URL is "foo", but it takes a connection string such as postgres:/],
    ['HOST', '0.0.0.0', /HOST is "0\.0\.0\.0", but .*loopback/],
    ['DATABASE_URL', `mysql://app:${secret}@db/shop`, /DATABASE_URL .*it takes a connection string/],
    ['DATABASE_URL', nobody, /DATABASE_URL .*127\.0\.0\.1:1.*ECONNREFUSED/],
    ['DATABASE_URL', ambiguous, /DATABASE_URL .*localhost:1.*ECONNREFUSED/],
    ['DATABASE_URL', unknown, /DATABASE_URL .*no-such-host\.invalid.*(ENOTFOUND|EAI_AGAIN)/],
  ])('%s=%s', async (name, value, message) => {
    const environment = { PORT: '0', DEVARCH_DATA_DIR: inFolder('unused'), [name]: value };
    const { code, output } = await run(environment).exit();
    expect(code).toBe(1);
    expect(output).toMatch(/^DevArch API cannot start\. /);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/^\s+at |node:internal|node_modules/m);
    expect(output).not.toContain(secret);
  });

  it.each([
    ['/proc/none/at-all', /DEVARCH_DATA_DIR is "\/proc\/none\/at-all", but the folder \/proc\/none cannot be made/i],
    ['/dev/null/x', /DEVARCH_DATA_DIR is "\/dev\/null\/x", but the folder .* cannot be made/i],
  ])('a data folder that cannot be made: %s', async (data_dir, message) => {
    const { code, output } = await run({ PORT: '0', DEVARCH_DATA_DIR: data_dir }).exit();
    expect([code, output]).toEqual([1, expect.stringMatching(message)]);
  });

  it('what the data folder needs and has not: the password of the database, a key file that is one', async () => {
    const environment = {
      PORT: '0',
      DEVARCH_DATA_DIR: inFolder('first'),
      DEVARCH_SECRET_KEY: '',
      NODE_ENV: 'test',
    };
    const key_file = inFolder('first', 'secret.key');
    await (await start('first')).end('SIGTERM');
    await writeFile(key_file, '', { mode: 0o600 });
    await truncate(key_file, 2 ** 30);
    expect((await run(environment).exit()).output).toMatch(/The key file .*secret\.key has 1073741824 bytes/);
    await rm(key_file);
    const password = inFolder('first', 'postgres', 'devarch.password');
    await rename(password, `${password}.aside`);
    expect((await run(environment).exit()).output).toMatch(
      /has no devarch\.password, .*put it back, or set DATABASE_URL/,
    );
    await rename(`${password}.aside`, password);
  }, 60_000);

  it('a database that is not there yet is waited for as long as asked, a line a second', async () => {
    const environment = { PORT: '0', DATABASE_URL: nobody, DEVARCH_DATABASE_WAIT_SECONDS: '2' };
    const { code, output } = await run(environment).exit();
    expect(code).toBe(1);
    expect(output.match(/Waiting: DATABASE_URL leads to .*ECONNREFUSED/g)?.length).toBeGreaterThan(1);
    expect(output).not.toContain(secret);
  }, 60_000);

  it('a signal ends that wait at once, with 0', async () => {
    const server = run({ PORT: '0', DATABASE_URL: nobody, DEVARCH_DATABASE_WAIT_SECONDS: '3600' });
    while (!server.output.includes('Waiting: ')) await setImmediate();
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0, signal: null });
  }, 60_000);

  it('a database that only reads, or a certificate that is not there, is said of DATABASE_URL', async () => {
    const database = await createDatabase();
    const name = new URL(database.url).pathname.slice(1);
    await query(database.url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const only_reads = await run({ PORT: '0', DATABASE_URL: database.url }).exit();
    await database.drop();
    expect([only_reads.code, only_reads.output]).toEqual([1, expect.stringMatching(/DATABASE_URL .* only reads/)]);
    const certificate = await run({ PORT: '0', DATABASE_URL: `${nobody}?sslrootcert=/not-there` }).exit();
    expect(certificate.output).toMatch(/DATABASE_URL cannot be used: ENOENT.*not-there/);
    expect(certificate.output).not.toContain(secret);
  }, 60_000);

  it('names every wrong variable at once', async () => {
    const { code, output } = await run({ PORT: '-1', DATABASE_POOL_SIZE: '1', LOG_LEVEL: 'loud' }).exit();
    expect(code).toBe(1);
    for (const name of ['PORT', 'DATABASE_POOL_SIZE', 'LOG_LEVEL']) expect(output).toContain(`${name} is `);
  });

  it('a port that is taken is named, and the embedded database is stopped again', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const server = run({ PORT: String(port), DEVARCH_DATA_DIR: inFolder('first') });
    const { code, output } = await server.exit();
    listener.close();
    expect(code).toBe(1);
    expect(output).toContain(String(port));
    expect(output).not.toMatch(/^\s+at /m);
    await expect(server.databasePid()).rejects.toThrow('ENOENT');
  }, 60_000);
});
