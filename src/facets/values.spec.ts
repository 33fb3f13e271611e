import {
  absolutePathRule,
  commandRule,
  envKeyRule,
  fileModeRule,
  hostNameRule,
  ipRule,
  labelKeyRule,
} from './values.js';

const LABEL_63 = 'a'.repeat(63);

describe.each([
  [
    'an address',
    ipRule,
    ['127.0.0.1', '0.0.0.0', '::', '::1', 'fe80::1', '2001:DB8::1', '::ffff:10.0.0.1'],
    ['', 'localhost', '1.2.3', '256.0.0.1', '127.0.0.1/8', '[::1]', '1.2.3.4:80', ' ::1', '01.2.3.4'],
  ],
  [
    'a path',
    absolutePathRule,
    ['/a', '/a/b', '/a b', '/..a', '/a..b/c', '/...', '/ä'],
    ['', '/', 'a', './a', '../a', '/..', '/a/..', '/a/../b', '/../etc/passwd', '~/.ssh', 'C:\\x'],
  ],
  [
    'a host name',
    hostNameRule,
    [
      'localhost',
      'shop.localhost',
      '*.shop.localhost',
      'a-b.c',
      '_dmarc.a',
      '1.2',
      LABEL_63,
      `${LABEL_63}.b`,
      'xn--bcher-kva.example',
    ],
    [
      '',
      '*',
      '*.',
      '.a',
      'a.',
      'a..b',
      '-a',
      'a-',
      'a.-b',
      'A.b',
      'a b',
      'a/b',
      'a:80',
      'http://a',
      '*.*.a',
      'a.*.b',
      'a*',
      'bücher.example',
      `${LABEL_63}a`,
      'a\n',
    ],
  ],
  [
    'an env key',
    envKeyRule,
    ['A', 'a.b-c', 'PATH', '_', '1A', 'ÄÖ'],
    ['', 'A=B', '=', 'A B', ' A', 'A\n', '\t', 'A\u00a0B'],
  ],
  [
    'a label key',
    labelKeyRule,
    ['a', 'com.example.team', 'devarch', 'devarchive.x', 'my.devarch.x'],
    ['', 'a=b', 'a b', 'devarch.', 'devarch.stack', 'DEVARCH.stack', 'DevArch.managed_by', 'devarch.\n'],
  ],
  [
    'a file mode',
    fileModeRule,
    ['0644', '644', '0000', '7777', '1777'],
    ['', '64', '0o644', '08', '0648', '06444', '-644', '0644\n', 'rw-'],
  ],
  [
    'a command',
    commandRule,
    ['a', 'sh -c "a b"', '["a"]', ' [ "a", "" ]', '[ -f x ]', '[[ x ]]', '[a]'],
    ['', ' ', '\n', '[]', '[ ]', '["a"', '["a", 1]', '["a", null]', '["a", ["b"]]', '["a"] ["b"]'],
  ],
] as const)('%s', (_, rule, accepted, refused) => {
  it.each(accepted)('takes %j', (value) => expect(rule.test(value)).toBe(true));
  it.each(refused)('refuses %j', (value) => expect(rule.test(value)).toBe(false));
});
