import { keysOf } from '../../src/facets/options.js';
import { plainSecrets } from '../../src/secret-detection/plain-secrets.js';
import { soundsSecret } from '../../src/secret-detection/secret-names.js';
import { referencesIn } from '../../src/references/text.js';
import { besides, catalogFiles, providersOf, referredTo, textsOf } from '../setup/catalog-files.js';

/** What the shipped templates say of each other, which a rename or an override must not make wrong. */
const catalog = catalogFiles();
const templates = [...catalog.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** Which kind of database it is, not where one is. */
const KINDS = ['KC_DB', 'database__client', 'FORGEJO__database__DB_TYPE', 'MB_DB_TYPE', 'DATABASE_TYPE'];

/** What follows the scheme or the user of an address, or is followed by a port; the whole text, too. */
const isHost = (name: string) => new RegExp(String.raw`(//|@)${name}(?![\w.-])|(?<![\w./-])${name}:\d|^\s*${name}\s*$`);

it.each(templates.map((template) => [template.name, template] as const))('%s names no other one as a host', (_, it) => {
  const others = [...catalog.keys()].filter((name) => name !== it.name);
  const named = textsOf(it).flatMap(({ place, text }) =>
    others.filter((name) => isHost(name).test(besides(text))).map((name) => `${place}: ${name}`),
  );
  expect(named.filter((found) => !KINDS.some((key) => found.startsWith(`${key}: `)))).toEqual([]);
});

it.each(templates.map((template) => [template.name, template] as const))('%s refers to its links alone', (_, it) => {
  const names = new Set(textsOf(it).flatMap(({ text }) => referencesIn(text).map(({ name }) => name)));
  expect([...names].filter((name) => name !== 'self' && !it.dependencies.some(({ link }) => link === name))).toEqual(
    [],
  );
});

it.each(templates.flatMap((it) => it.dependencies.map((link) => [it.name, link.link, it, link] as const)))(
  'what %s refers to of %s has everyone who may answer',
  (_, link, template, dependency) => {
    const missing = providersOf(catalog, dependency).flatMap((provider) => {
      const keys = new Set(catalog.get(provider)?.env_vars.map(({ key }) => `env.${key}`));
      return referredTo(template, link).filter((it) => it !== 'host' && it !== 'name' && !keys.has(it));
    });
    expect(missing).toEqual([]);
  },
);

/** What it takes to connect to a service, whoever does. */
const CONNECTING: Record<string, string> = {
  'immich-postgres': 'env.POSTGRES_DB env.POSTGRES_PASSWORD env.POSTGRES_USER host',
  mariadb: 'env.MARIADB_DATABASE env.MARIADB_PASSWORD env.MARIADB_USER host',
  mongodb: 'env.MONGO_INITDB_ROOT_PASSWORD env.MONGO_INITDB_ROOT_USERNAME host',
  mysql: 'env.MYSQL_DATABASE env.MYSQL_PASSWORD env.MYSQL_USER host',
  postgres: 'env.POSTGRES_DB env.POSTGRES_PASSWORD env.POSTGRES_USER host',
  redis: 'env.REDISCLI_AUTH host',
};

/** Who asks a person for the rest, or makes databases of its own. */
const OTHERWISE: Record<string, string> = {
  'adminer mysql': 'host',
  'drupal mariadb': '',
  'odoo postgres': 'env.POSTGRES_PASSWORD env.POSTGRES_USER host',
  'pgadmin postgres': 'env.POSTGRES_DB env.POSTGRES_USER host name',
  'phpmyadmin mysql': 'env.MYSQL_PASSWORD env.MYSQL_USER host',
  'temporal postgres': 'env.POSTGRES_PASSWORD env.POSTGRES_USER host',
};

it.each(
  templates
    .flatMap((it) => it.dependencies.map(({ link, service }) => [it.name, link, it, service] as const))
    .filter(([, , , service]) => service in CONNECTING),
)('%s refers to all of %s that it takes to connect', (name, link, template, service) => {
  const expected = OTHERWISE[`${name} ${link}`] ?? CONNECTING[service];
  expect(referredTo(template, link).join(' ')).toBe(expected);
});

/** What sounds like a secret, or was said to be one. */
const isSecret = ({ key, is_secret }: { key: string; is_secret?: boolean }) => is_secret === true || soundsSecret(key);

/** What is no secret, however it sounds. */
const NO_SECRET = [
  'AUTHENTIK_BOOTSTRAP_EMAIL',
  'MP_SMTP_AUTH_ACCEPT_ANY',
  'MP_SMTP_AUTH_ALLOW_INSECURE',
  'S3_ACCESS_KEY',
];

it.each(templates.map((template) => [template.name, template] as const))('%s has no fixed secret', (_, it) => {
  const fixed = it.env_vars.filter(
    (variable) =>
      isSecret(variable) && !NO_SECRET.includes(variable.key) && referencesIn(variable.value ?? '').length === 0,
  );
  const made = fixed.filter(({ value, generate }) => value === null && typeof generate === 'string');
  expect(fixed.filter((variable) => !made.includes(variable)).map(({ key }) => key)).toEqual([]);
  const { command, labels, config_files, options, healthcheck } = it;
  const said = { command, health_test: healthcheck?.test ?? null, labels, config_files, options: keysOf(options) };
  expect(plainSecrets(said)).toEqual([]);
});
