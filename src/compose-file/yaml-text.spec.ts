import { timesAsLong } from '../../test/setup/ratio.js';
import { InvalidInput } from '../common/errors.js';
import { readYaml } from './yaml-text.js';

function errorsOf(text: string) {
  try {
    readYaml(text);
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors.map(({ pointer, reason }) => `${pointer} ${reason}`);
    throw error;
  }
  return [];
}

it.each([
  ['base 60', 'a: 22:22', { a: '22:22' }],
  ['yes and no', 'a: [yes, no, on, off]', { a: ['yes', 'no', 'on', 'off'] }],
  ['a directive for YAML 1.1', '%YAML 1.1\n---\na: [1:30, yes]', { a: ['1:30', 'yes'] }],
  ['octal', 'mode: [0440, 0o440, 440, 08]', { mode: [288, 288, 440, 8] }],
  [
    'long integers',
    'a: [12345678901234567890, -9007199254740993]',
    { a: ['12345678901234567890', '-9007199254740993'] },
  ],
  ['what JSON has no number for', 'a: [.inf, -.Inf, .nan]', { a: ['.inf', '-.Inf', '.nan'] }],
  ['dates', 'a: 2024-01-01', { a: '2024-01-01' }],
  ['keys as they stand', '{1.10: a, 0644: b, null: c, true: d}', { '1.10': 'a', '0644': 'b', null: 'c', true: 'd' }],
  ['aliases', 'a: &x {b: 1}\nc: [*x, *x]', { a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] }],
  ['anchors set anew', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
  ['merge keys', 'a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}', { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
  [
    'merge lists',
    'a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y]}',
    { a: { b: 1 }, c: { b: 2, d: 3 }, e: { b: 1, d: 3 } },
  ],
  [
    'merged merges',
    'a: &x {b: 1}\nc: &y {<<: *x, d: 2}\ne: {<<: *y}',
    { a: { b: 1 }, c: { b: 1, d: 2 }, e: { b: 1, d: 2 } },
  ],
  ['a quoted <<', 'a: {"<<": 1}', { a: { '<<': 1 } }],
])('reads %s', (_, text, value) => {
  expect(readYaml(text).value).toEqual(value);
});

it('keeps hostile keys as ordinary ones', () => {
  const { value } = readYaml('__proto__: {polluted: true}\nconstructor: 1\n');
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

it.each([
  ['a: [1', [expect.stringMatching(/^ is not valid YAML at line 1, column \d+: /)]],
  ['a: 1\nb: "x\n', [expect.stringMatching(/ at line \d, column \d+: /)]],
  ['a: 1\n---\nb: 2', [expect.stringContaining('line 2, column 1')]],
  [
    'a:\n  b: 1\n  c: 2\n  b: 3\nd: 1\nd: 2',
    ['/a/b stands twice in the same map (line 4, column 3)', '/d stands twice in the same map (line 6, column 1)'],
  ],
  [
    'a: *x',
    [
      '/a is an alias, and no anchor before it has that name; a text that begins with * stands in quotes (line 1, column 4)',
    ],
  ],
  [
    'a: &x [*x]',
    [
      '/a/0 is an alias, and no anchor before it has that name; a text that begins with * stands in quotes (line 1, column 8)',
    ],
  ],
  ['a: {<<: 1}', ['/a/<< must be a map or a list of maps (line 1, column 5)']],
  ['? [a, b]\n: 1', [' has a key that is not a plain text (line 1, column 3)']],
  ['a: "\\0"', ['/a must not contain a NUL character']],
  ['', [' must be a map with the key services']],
  ['- a', [' must be a map with the key services']],
])('refuses %j', (text, errors) => {
  expect(errorsOf(text)).toEqual(errors);
});

it('never repeats what stands in the text', () => {
  expect(JSON.stringify(errorsOf('PASSWORD=hunter2\nUSER=me'))).not.toContain('hunter2');
  expect(JSON.stringify(errorsOf('a: b\n}hunter2'))).not.toContain('hunter2');
});

/** Nearly as many values as a text may have. */
const TAKEN = `a: [${'a, '.repeat(25_000)}]`;

const laughs = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`),
];

it.each([
  ['a billion laughs', laughs.join('\n')],
  [
    'wide merges',
    `a: &a {${Array.from({ length: 5000 }, (_, i) => `k${i}: 1`).join(', ')}}\nb: {<<: [${'*a, '.repeat(5000)}]}`,
  ],
  ['deep nesting', '['.repeat(5_000)],
  ['deep maps', `${'{a: '.repeat(50)}1${'}'.repeat(50)}`],
  ['endless nesting', '['.repeat(1_000_000)],
  ['endless separators', `[${','.repeat(1_000_000)}]`],
  ['too long a text', ' '.repeat(2_000_000)],
  ['many repeated keys', 'a: 1\n'.repeat(40_000)],
])('refuses %s no later than what it just takes is read', (_, text) => {
  expect(errorsOf(text)[0]).toMatch(/must|valid YAML|twice/);
  expect(
    timesAsLong(
      () => errorsOf(text),
      () => readYaml(TAKEN),
    ),
  ).toBeLessThan(5);
});

it('warns of tags that it ignores, and of numbers that are octal', () => {
  const { value, warnings } = readYaml('a: !mine [x]\nb: !!binary aGk=\nUMASK: 022\nmode: 0644\nzero: 007\n');
  expect(value).toEqual({ a: ['x'], b: 'aGk=', UMASK: 18, mode: 420, zero: 7 });
  expect(warnings.map(({ code, where }) => `${code} ${where}`)).toEqual([
    'yaml-tag-ignored ',
    'yaml-tag-ignored ',
    'octal-number /UMASK',
  ]);
  expect(warnings[0]?.message).toContain('(line 1, column 4)');
});

it('says where a tag decides how a value merges', () => {
  const { value, warnings, tags } = readYaml('a: !reset [x]\nb: {c: !override {d: 1}, e: !reset null}\nf: !reset\n');
  expect(value).toMatchObject({ a: ['x'], b: { c: { d: 1 } } });
  expect(warnings).toEqual([]);
  expect([...tags]).toEqual([
    ['/a', '!reset'],
    ['/b/c', '!override'],
    ['/b/e', '!reset'],
    ['/f', '!reset'],
  ]);
});

it.each([
  ['1.10', 1],
  ['007', 1],
  ['+4912345', 1],
  ['1e3', 1],
  ['0x10', 1],
  ['-0', 1],
  ['1.0', 1],
  ['1.5', 0],
  ['42', 0],
  ['-1', 0],
  ['"1.10"', 0],
  ['1.2.3', 0],
  ['true', 0],
])('names a number that becomes another text where a file has texts: %s', (written, count) => {
  const notes = (text: string) => readYaml(text).warnings.filter(({ code }) => code === 'number-rewritten');
  expect(notes(`services: {a: {environment: {A: ${written}}}}`)).toHaveLength(count);
  expect(notes(`services: {a: {labels: {A: ${written}}}}`)).toHaveLength(count);
  expect(notes(`services: {a: {cpus: ${written}, environment: ["A=${written.replaceAll('"', '')}"]}}`)).toEqual([]);
});
