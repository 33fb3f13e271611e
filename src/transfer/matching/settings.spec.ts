import { parseService } from '../../compose-file/service.js';
import type { Settings } from '../../settings/settings.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import { wantedSettings } from './settings.js';

const NONE: Settings = { image_name: null, image_tag: null, command: null, restart_policy: null, user_spec: null };
const templateOf = (service: object): TemplateDefinition =>
  parseService('t', { image: 'redis:7', ...service }).template;

/** base: the template; override: the file; expected settings, and those that are gone. */
it.each<[string, object, object, Partial<Settings>, string[]]>([
  ['nothing', {}, {}, {}, []],
  ['another spelling of the image', {}, { image: 'docker.io/library/redis:7' }, {}, []],
  ['another image', {}, { image: 'valkey/valkey:7' }, { image_name: 'valkey/valkey' }, []],
  ['another tag', {}, { image: 'redis' }, { image_tag: 'latest' }, []],
  ['a command', {}, { command: 'a b' }, { command: 'a b' }, []],
  ['the same command', { command: ['a', 'b'] }, { command: ['a', 'b'] }, {}, []],
  ['no command', { command: 'a' }, {}, {}, ['command']],
  ['another user', { user: '1' }, { user: '2' }, { user_spec: '2' }, []],
  ['no user', { user: '1' }, {}, {}, ['user_spec']],
  ['another policy', { restart: 'always' }, { restart: 'unless-stopped' }, { restart_policy: 'unless-stopped' }, []],
  ['no policy, which is one', { restart: 'always' }, {}, { restart_policy: 'no' }, []],
])('%s', (_, template, file, settings, gone) => {
  const service = parseService('a', { image: 'redis:7', ...file });
  const wanted = wantedSettings(service, templateOf(template));
  expect(wanted).toEqual({ ...NONE, ...settings, removed_settings: gone });
});
