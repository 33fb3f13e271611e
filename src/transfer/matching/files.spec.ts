import type { ConfigFileSpec } from '../../facets/config-files.js';
import { wantedFiles } from './files.js';

const file = (content: string, is_template = false, file_path = '/a'): ConfigFileSpec => {
  return { file_path, content, file_mode: '0644', is_template };
};

/** base: what is there; override: the file; expected. */
it.each<[string, ConfigFileSpec[], ConfigFileSpec, ConfigFileSpec]>([
  ['another text', [file('a')], file('b'), file('b')],
  ['a new one', [], file('b'), file('b')],
  ['an empty one, which Compose does not have', [file('')], file('\n'), file('')],
  ['a text that is a template without need', [file('a', true)], file('a'), file('a', true)],
  ['a template whose dollar is escaped', [file('a$$b', true)], file('a$b'), file('a$$b', true)],
  ['a template', [file('${A}', true)], file('${A}', true), file('${A}', true)],
  ['a template that was a plain text', [file('${A}')], file('${A}', true), file('${A}', true)],
  ['another mode', [file('a', true)], { ...file('a'), file_mode: '0600' }, { ...file('a', true), file_mode: '0600' }],
])('%s', (_, known, given, expected) => {
  expect(wantedFiles([given], known)).toEqual([expected]);
});
