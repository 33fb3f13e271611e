import { parseService } from '../../compose-file/service.js';
import type { Settings } from '../../settings/settings.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import { extraLosses } from './extra.js';
import { wantedSettings } from './settings.js';

const NONE: Settings = { image_name: null, image_tag: null, command: null, restart_policy: null, user_spec: null };
const templateOf = (service: object): TemplateDefinition =>
  parseService('t', { image: 'redis:7', ...service }).template;

/** base: the template; override: the file; expected settings and losses. */
it.each<[string, object, object, Partial<Settings>, string[]]>([
  ['nothing', {}, {}, {}, []],
  ['another spelling of the image', {}, { image: 'docker.io/library/redis:7' }, {}, []],
  ['another image', {}, { image: 'valkey/valkey:7' }, { image_name: 'valkey/valkey' }, []],
  ['another tag', {}, { image: 'redis' }, { image_tag: 'latest' }, []],
  ['a command', {}, { command: 'a b' }, { command: 'a b' }, []],
  ['the same command', { command: ['a', 'b'] }, { command: ['a', 'b'] }, {}, []],
  ['no command', { command: 'a' }, {}, {}, ['command-inherited']],
  ['another user', { user: '1' }, { user: '2' }, { user_spec: '2' }, []],
  ['no user', { user: '1' }, {}, {}, ['user-inherited']],
  ['another policy', { restart: 'always' }, { restart: 'unless-stopped' }, { restart_policy: 'unless-stopped' }, []],
  ['no policy, which is one', { restart: 'always' }, {}, { restart_policy: 'no' }, []],
])('%s', (_, template, file, settings, codes) => {
  const service = parseService('a', { image: 'redis:7', ...file });
  const wanted = wantedSettings(service, templateOf(template));
  expect(wanted.settings).toEqual({ ...NONE, ...settings });
  expect(wanted.losses.map(({ code }) => code)).toEqual(codes);
});

it.each<[string, object, object, string[]]>([
  ['the same keys', { tty: true, ulimits: { a: 1, b: 2 } }, { ulimits: { b: 2, a: 1 }, tty: true }, []],
  ['a key that the template lacks', {}, { tty: true }, ['key-not-kept /services/a/tty']],
  ['another value', { tty: false }, { tty: true }, ['key-not-kept /services/a/tty']],
  ['a key that only the template has', { tty: true }, {}, ['key-inherited /services/a/tty']],
  ['keys without a value', { tty: null }, { init: null }, []],
  ['keys that the import understands', {}, { networks: ['n'], profiles: ['p'] }, []],
])('%s', (_, template, file, losses) => {
  const service = parseService('a', { image: 'redis:7', ...file });
  const found = extraLosses(service, templateOf(template));
  expect(found.map(({ code, where }) => `${code} ${where}`)).toEqual(losses);
});
