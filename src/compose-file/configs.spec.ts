import { parseConfigs } from './configs.js';

const DEFINITIONS = { app: { content: 'a=$$b\n' }, other: { file: './x' } };

it.each([
  ['app', { file_path: '/app', content: 'a=$b\n', file_mode: '0444' }],
  [
    { source: 'app', target: '/etc/app.ini', mode: 0o640 },
    { file_path: '/etc/app.ini', content: 'a=$b\n', file_mode: '0640' },
  ],
  [
    { source: 'app', target: 'app.ini', mode: '0400' },
    { file_path: '/app.ini', content: 'a=$b\n', file_mode: '0400' },
  ],
])('takes the text of %j', (use, input) => {
  expect(parseConfigs([use], '/c', DEFINITIONS)).toEqual({ value: [{ where: '/c/0', input }], warnings: [] });
});

it('keeps the uses of other configs', () => {
  expect(parseConfigs(['app', 'other', { source: 'constructor' }], '/c', DEFINITIONS)).toMatchObject({
    value: [{ where: '/c/0' }],
    warnings: [
      { code: 'config-kept', where: '/c/1' },
      { code: 'config-kept', where: '/c/2' },
    ],
    kept: ['other', { source: 'constructor' }],
  });
});

it('leaves a text with variables to be filled in when it is rendered', () => {
  const content = 'a=${X:-1} b=$$c\n';
  const input = { file_path: '/app', content, is_template: true, file_mode: '0444' };
  expect(parseConfigs(['app'], '/c', { app: { content } })).toEqual({
    value: [{ where: '/c/0', input }],
    warnings: [],
  });
});

it('names what it drops', () => {
  const read = parseConfigs([{ source: 'app', uid: '1', gid: '1' }], '/c', { app: { content: 'a$' } });
  expect(read.warnings.map(({ code, where }) => `${code} ${where}`)).toEqual([
    'dollar-unescaped /c/0',
    'config-option-dropped /c/0/uid',
    'config-option-dropped /c/0/gid',
  ]);
  expect(parseConfigs({}, '/c', {})).toMatchObject({ value: [], warnings: [{ code: 'shape-invalid' }] });
});
