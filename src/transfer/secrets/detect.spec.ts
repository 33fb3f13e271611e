import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseComposeFile } from '../../compose-file/compose-file.js';
import { parseService } from '../../compose-file/service.js';
import { markSecrets, plainWarnings } from './detect.js';
import { soundsSecret } from '../../secret-detection/secret-names.js';
import { fileHoldsSecret, holdsSecret } from '../../secret-detection/secret-values.js';

/** Made up, and taken apart so that no scanner takes it for a real one. */
const LONG = 'a1B2c3D4e5F6g7H8i9J0k1L2';
const JWT = `eyJ${LONG}.eyJ${LONG}.${LONG}`;
const PEM = `-----BEGIN RSA ${'PRIVATE'} KEY-----\nMIIB\n-----END RSA ${'PRIVATE'} KEY-----`;

it.each([
  ...['PASSWORD', 'DB_PASSWORD', 'MYSQL_PASSWD', 'GITHUB_TOKEN', 'CLIENT_SECRET', 'API_KEY', 'AWS_SECRET_ACCESS_KEY'],
  ...['db_password', 'database__connection__password', 'spring.datasource.password', 'apiToken', 'SECRET_KEY_BASE'],
  ...['PGPASSWORD', 'GF_PASSWORD_1', 'api.key.2', 'SSHPASSPHRASE'],
  ...['DB_PASS', 'MYSQL_PWD', 'SSH_PASSPHRASE', 'splunk-token', 'POSTGRES_PASSWORD', 'ENCRYPTION_KEY'],
])('%s sounds like a secret', (name) => {
  expect(soundsSecret(name)).toBe(true);
});

it.each([
  ...['KEY', 'PWD', 'PASS', 'OLDPWD', 'JWT_PUBLIC_KEY', 'AWS_ACCESS_KEY_ID', 'STRIPE_PUBLISHABLE_KEY', 'PRIMARY_KEY'],
  ...['PASSWORD_FILE', 'PASSWORD_MIN_LENGTH', 'TOKEN_TTL', 'SECRET_NAME', 'MONKEY', 'TURKEY', 'BYPASS', 'TOKENIZER'],
  ...['ALLOW_NOPASSWORD', 'KEY_1', '1', 'AUTH', 'PASSWORDLESS'],
  ...['SSH_AUTHORIZED_KEY', 'USER', '', 'constructor'],
])('%s does not', (name) => {
  expect(soundsSecret(name)).toBe(false);
});

it.each<[string, string]>([
  ['a private key', PEM],
  ['a JWT', JWT],
  ['a JWT in a header', `Authorization: Bearer ${JWT}`],
  ['a token of a forge', `ghp_${LONG}`],
  ['a payment key', `sk_${'live'}_${LONG}`],
  ['a chat token', `xoxb-${LONG}`],
  ['the id of an access key', `AKIA${'ABCDEFGHIJKLMNOP'}`],
  ['a URL with a password', 'postgres://shop:s3cret@db:5432/shop'],
  ['such a URL of a driver', 'jdbc:mysql://shop:s3cret@db/shop'],
  ['such a URL without a user', 'redis://:s3cret@cache:6379'],
  ['such a URL among others', 'a=b&url=amqp://u:p@mq'],
])('%s is known by its looks', (_, text) => {
  expect(holdsSecret(text)).toBe(true);
});

it.each([
  ...[
    'postgres://shop@db/shop',
    'http://db:5432/a@b',
    'postgres://shop:${DB_PASSWORD}@db/shop',
    'http://a:80',
    'u:p@h',
  ],
  ...['ghp_short', 'sk_live_', 'AKIAshort', 'eyJhbGciOiJIUzI1NiJ9', '-----BEGIN PUBLIC KEY-----', 'postgres://a:***@b'],
  '-----BEGIN CERTIFICATE-----',
])('%s does not look like one', (text) => {
  expect(holdsSecret(text)).toBe(false);
});

it.each<[string, string | null, boolean]>([
  ['DB_PASSWORD', 'changeme', true],
  ['DB_PASSWORD', '${DB_PASSWORD}', true],
  ['DB_PASSWORD', '${DB_PASSWORD:?set it}', true],
  ['DB_PASSWORD', null, false],
  ['DB_PASSWORD', '', false],
  ['MYSQL_ALLOW_EMPTY_PASSWORD', 'yes', false],
  ['MYSQL_RANDOM_ROOT_PASSWORD', '1', false],
  ['TLS_KEY', '/etc/ssl/tls.key', false],
  ['TLS_KEY', 'c2VjcmV0', true],
  ['DB_PASSWORD', '/etc/passwd', true],
  ['DATABASE_URL', 'postgres://shop:s3cret@db/shop', true],
  ['DATABASE_URL', 'postgres://shop@db/shop', false],
  ['LOG_LEVEL', 'debug', false],
  ['REDISCLI_AUTH', 'hunter2', true],
  ['NEO4J_AUTH', 'neo4j/hunter2', true],
  ['NEO4J_AUTH', 'none', false],
  ['SMTP_AUTH', 'plain', false],
  ['SMTP_AUTH', '${SMTP_AUTH}', false],
  ['AUTH', 'hunter2', false],
])('of a variable %s: %j', (name, value, expected) => {
  const { template, detected } = markSecrets(parseService('a', { image: 'x', environment: { [name]: value } }));
  expect([template.env_vars[0]?.is_secret, detected?.has(name)]).toEqual([expected, expected]);
});

it('what the file itself calls a secret was not found out', () => {
  const service = { image: 'x', environment: ['A_TOKEN=x', 'B_TOKEN=x'], 'x-devarch': { secrets: ['A_TOKEN'] } };
  expect([...(markSecrets(parseService('a', service)).detected ?? [])]).toEqual(['B_TOKEN']);
});

it.each<[object, string[]]>([
  [{ command: 'redis-server --requirepass hunter2' }, ['/command']],
  [{ command: ['redis-server', '--requirepass', 'hunter2'] }, ['/command']],
  [{ command: 'app --password=hunter2' }, ['/command']],
  [{ command: 'redis-server --requirepass $$REDIS_PASSWORD' }, []],
  [{ command: 'app --password-file /run/secrets/x --api-key --verbose' }, []],
  [{ command: 'sh -c "PGPASSWORD=$$POSTGRES_PASSWORD psql"' }, []],
  [{ healthcheck: { test: 'MYSQL_PWD=hunter2 mysqladmin ping' } }, ['/healthcheck/test']],
  [{ healthcheck: { test: ['CMD', 'redis-cli', 'ping'] } }, []],
  [{ labels: ['a=b', 'app.api-token=hunter2'] }, ['/labels/1']],
  [{ labels: { url: 'redis://:hunter2@cache' } }, ['/labels/url']],
  [
    { 'x-devarch': { config_files: [{ file_path: '/a', content: 'user = u\npassword = hunter2\n' }] } },
    ['/x-devarch/config_files/0'],
  ],
  [{ build: { context: '.', args: { NPM_TOKEN: 'hunter2' } } }, ['/build/args/NPM_TOKEN']],
  [
    { entrypoint: ['app', '--token=hunter2'], logging: { options: { 'splunk-token': 'hunter2' } } },
    ['/entrypoint/1', '/logging/options/splunk-token'],
  ],
  [{ secrets: ['db_password'], env_file: '.env', deploy: { replicas: 2 } }, []],
])('what cannot be sealed in %j', (keys, expected) => {
  const service = parseService('a', { image: 'x', ...keys });
  const losses = plainWarnings(service);
  expect(losses.map(({ where }) => where)).toEqual(expected.map((where) => `/services/a${where}`));
  expect(JSON.stringify(losses)).not.toContain('hunter2');
});

it.each<[string, boolean]>([
  ['password: "hunter2",', true],
  ["$config['db_password'] = 'hunter2';", true],
  ['"apiToken": "hunter2"', true],
  ['export DB_PASSWORD=hunter2', true],
  ['- DB_PASSWORD=hunter2', true],
  ['set DB_PASSWORD=hunter2', true],
  ['requirepass foobared1', true],
  ['masterauth "foobared1"', true],
  ['requirepass ${REDIS_PASSWORD}', false],
  ['requirepass ""', false],
  ['# requirepass foobared1', false],
  ['export DB_PASSWORD=$1', false],
  ['- the password is hunter2', false],
  ['; secret_key = hunter2', false],
  ['# password: hunter2', false],
  ['password = ${DB_PASSWORD}', false],
  ['password = {{ .Password }}', false],
  ['require_password = true', false],
  ['the password: is what you know', false],
])('a line of a file: %s', (line, expected) => {
  expect(fileHoldsSecret(`a\n${line}\nb`)).toBe(expected);
});

describe('the shipped catalogue', () => {
  const files = readdirSync('catalog', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\/[^/]+\.yaml$/.test(file),
  );
  it.each(files)('names every secret of %s itself', (file) => {
    const { services } = parseComposeFile(readFileSync(join('catalog', file), 'utf8'));
    const found = services.map((service) => [
      [...(markSecrets(service).detected ?? [])],
      plainWarnings(service).map(({ where }) => where),
    ]);
    expect(found).toEqual(services.map(() => [[], []]));
  });
});
