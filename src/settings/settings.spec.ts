import { InvalidInput } from '../common/errors.js';
import { parse, parseUpdate } from '../common/parse.js';
import { RESTART_POLICY_CHECK, restartPolicyRule } from './setting-rules.js';
import { SETTING_NAMES, SettingsInput } from './settings.js';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

function outcome(name: (typeof SETTING_NAMES)[number], value: unknown): unknown {
  try {
    return parse(SettingsInput, { [name]: value })[name];
  } catch (error) {
    if (error instanceof InvalidInput) return 'refused';
    throw error;
  }
}

const ACCEPTED: Record<(typeof SETTING_NAMES)[number], string[]> = {
  image_name: [
    'postgres',
    'bitnami/redis',
    'quay.io/keycloak/keycloak',
    'localhost:5000/team/app',
    'registry.example.com:5000/team/sub/app',
    'docker.elastic.co/elasticsearch/elasticsearch',
    'Registry.Example.com/app',
    'my__image',
    'a/b-c_d.e',
    '10.0.0.1:5000/app',
  ],
  image_tag: ['latest', '17.2', '17.2-alpine', 'v1.0.0_rc.1', '_x', 'A'.repeat(128), DIGEST, `17.2@${DIGEST}`],
  command: [
    'redis-server --appendonly yes',
    '["postgres","-c","max_connections=50"]',
    '[ "a" ]',
    '[ -f /x ] && run',
    '[[ -n "$A" ]] && run',
    'sh -c \'echo "hi"\'',
    'a\nb',
  ],
  restart_policy: ['no', 'always', 'unless-stopped', 'on-failure', 'on-failure:0', 'on-failure:9999'],
  user_spec: ['1000', '1000:1000', 'postgres', 'postgres:staff', '0'],
};

const REFUSED: Record<(typeof SETTING_NAMES)[number], unknown[]> = {
  image_name: [
    'Postgres',
    'postgres:17',
    `postgres@${DIGEST}`,
    'team/App',
    '/postgres',
    'team/',
    'team//app',
    'a b',
    'postgres\n',
    '-postgres',
    'https://quay.io/app',
    'host:port/app',
    'localhost:5000',
    'pOSTGRES',
    'postgres-',
    'a..',
    'host:5000/',
    'a/b:5000/c',
    '${IMAGE}',
    'x'.repeat(257),
    7,
    [],
  ],
  image_tag: ['.1', '-1', 'a b', 'a:b', 'a/b', '17.2\n', 'A'.repeat(129), 'sha256:abc', `@${DIGEST}`, 17, 17.2, {}],
  command: ['   ', '[]', '[""', '["a", 1]', '["a"', '["a"] && b', '["a",]', 'x'.repeat(8193), ['postgres'], 1],
  restart_policy: ['Always', 'on-failure:', 'on-failure:-1', 'on-failure:10000', 'never', 'no\n', ' no', true, false],
  user_spec: ['x'.repeat(65), 1000],
};

describe.each(SETTING_NAMES)('%s', (name) => {
  it.each(ACCEPTED[name])('takes %j', (value) => {
    expect(outcome(name, value)).toBe(value);
  });

  it.each(REFUSED[name])('refuses %j', (value) => {
    expect(outcome(name, value)).toBe('refused');
  });

  it('null, or nothing filled in, follows the template; left out stays as it is', () => {
    expect([outcome(name, null), outcome(name, '')]).toEqual([null, null]);
    expect(outcome(name, undefined)).toBeUndefined();
  });
});

it('an image tag with a digest fits into the column', () => {
  expect(outcome('image_tag', `${'a'.repeat(56)}@${DIGEST}`)).toHaveLength(128);
  expect(outcome('image_tag', `${'a'.repeat(57)}@${DIGEST}`)).toBe('refused');
});

it('nothing is set that was not given, and an update without any setting is refused', () => {
  expect({ ...parse(SettingsInput, {}) }).toStrictEqual({});
  expect(() => parseUpdate(SettingsInput, {})).toThrow(
    'The body must give at least one of image_name, image_tag, command, restart_policy, user_spec.',
  );
});

it('the check of the database takes exactly the restart policies that the rule takes', () => {
  const pattern = new RegExp(/'(.*)'/.exec(RESTART_POLICY_CHECK)?.[1] ?? 'no pattern');
  const words = [...ACCEPTED.restart_policy, ...REFUSED.restart_policy.map(String)];
  expect(words.filter((word) => pattern.test(word))).toEqual(words.filter((word) => restartPolicyRule.test(word)));
});
