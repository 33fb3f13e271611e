import { parseRestart, parseUser } from './settings.js';

it.each([
  ['no', 'no'],
  [false, 'no'],
  ['always', 'always'],
  ['on-failure', 'on-failure'],
  ['on-failure:5', 'on-failure:5'],
  ['unless-stopped', 'unless-stopped'],
  [undefined, 'no'],
  [null, 'no'],
])('restart %j is %s', (value, policy) => {
  expect(parseRestart(value, '/r')).toEqual({ value: policy, warnings: [] });
});

it.each(['sometimes', true, 'on-failure:x', '${RESTART:-no}', ['no'], ''])('restart %j is not known', (value) => {
  expect(parseRestart(value, '/r')).toMatchObject({ value: 'unless-stopped', warnings: [{ code: 'restart-invalid' }] });
});

it.each([
  ['postgres', 'postgres'],
  ['1000:1000', '1000:1000'],
  [1000, '1000'],
  [0, '0'],
  ['a$$b', 'a$b'],
  [null, null],
])('user %j is %s', (value, user) => {
  expect(parseUser(value, '/u')).toEqual({ value: user, warnings: [] });
});

it.each([
  ['x'.repeat(65), 'item-invalid'],
  [['a'], 'shape-invalid'],
])('keeps a user that no field can hold', (value, code) => {
  expect(parseUser(value, '/u')).toMatchObject({ value: null, warnings: [{ code }], kept: value });
});

it('keeps a variable in the user as text', () => {
  expect(parseUser('${UID}', '/u')).toMatchObject({ value: '${UID}', warnings: [] });
});
