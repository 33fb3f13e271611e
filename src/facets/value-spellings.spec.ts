import fc from 'fast-check';
import {
  absolutePathRule,
  canonicalFileMode,
  canonicalHealthTest,
  canonicalIp,
  canonicalPath,
  commandRule,
  execForm,
  healthTestRule,
  ipRule,
} from './values.js';

describe('one spelling', () => {
  it.each([
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::FFFF:10.0.0.1', '::ffff:a00:1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['127.0.0.1', '127.0.0.1'],
    ['not an address', 'not an address'],
    ['', ''],
  ])('address %s is %s', (given, stored) => expect(canonicalIp(given)).toBe(stored));

  it.each([
    ['/a', '/a'],
    ['/a/', '/a'],
    ['//a///b//', '/a/b'],
    ['/./a/./b/.', '/a/b'],
    ['/', '/'],
    ['///', '/'],
    ['/...', '/...'],
    ['/a/../b', '/a/../b'],
    ['/..', '/..'],
    ['a//b', 'a//b'],
    ['', ''],
    ['/a\\..\\b', '/a\\..\\b'],
  ])('path %s is %s (lessons 19)', (given, stored) => expect(canonicalPath(given)).toBe(stored));

  it.each([
    ['644', '0644'],
    ['0644', '0644'],
    ['1777', '1777'],
    ['64', '64'],
    ['abc', 'abc'],
  ])('mode %s is %s', (given, stored) => expect(canonicalFileMode(given)).toBe(stored));

  const path = fc
    .array(fc.constantFrom('/', '/', '.', '..', 'a', 'b ', 'é', '\\', '%2e%2e'))
    .map((parts) => parts.join(''));
  const address = fc.oneof(fc.ipV6(), fc.ipV4(), fc.string());

  it('of a spelling is that spelling', () => {
    for (const [values, canonical] of [
      [path, canonicalPath],
      [address, canonicalIp],
      [fc.stringMatching(/^[0-9]{0,5}$/), canonicalFileMode],
    ] as const)
      fc.assert(fc.property(values, (value) => expect(canonical(canonical(value))).toBe(canonical(value))));
  });

  it('of a path that passes its rule is absolute and confined: no empty, "." or ".." segment', () => {
    fc.assert(
      fc.property(
        path.map((rest) => `/${rest}`),
        (given) => {
          const stored = canonicalPath(given);
          fc.pre(absolutePathRule.test(stored));
          const [root, ...segments] = stored.split('/');
          expect(root).toBe('');
          expect(segments.filter((segment) => ['', '.', '..'].includes(segment))).toEqual([]);
        },
      ),
    );
  });

  it('of an address is still an address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV6(), fc.ipV4()), (given) => expect(ipRule.test(canonicalIp(given))).toBe(true)),
    );
  });
});

describe('exec form and shell form', () => {
  it.each([
    ['["CMD","pg_isready"]', ['CMD', 'pg_isready']],
    [' [ "CMD-SHELL", "curl -f \\"x\\"" ] ', ['CMD-SHELL', 'curl -f "x"']],
    ['["NONE"]', ['NONE']],
    ['pg_isready -U shop', undefined],
    ['[ -f /ready ]', undefined],
    ['["a", 1]', undefined],
    ['[]', undefined],
    ['"CMD"', undefined],
    ['{"a":1}', undefined],
  ])('%s', (text, words) => expect(execForm(text)).toEqual(words));

  it('any words come back as they were: quoting is never lost', () => {
    const words = fc.array(
      fc.string({ unit: 'binary' }).filter((word) => !word.includes('\0')),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(words, (given) => {
        expect(execForm(JSON.stringify(given))).toEqual(given);
        expect(commandRule.test(JSON.stringify(given))).toBe(true);
      }),
    );
  });
});

describe('a check that begins with a word of Compose', () => {
  it.each([
    ['CMD-SHELL curl -f localhost || exit 1', 'curl -f localhost || exit 1'],
    ['CMD-SHELL  ["a"]', '["CMD-SHELL","[\\"a\\"]"]'],
    ['CMD pg_isready -U  app', '["CMD","pg_isready","-U","app"]'],
    [`CMD sh -c "a 'b' \\"c" 'd "e'`, JSON.stringify(['CMD', 'sh', '-c', `a 'b' "c`, 'd "e'])],
    ['CMD a\\ b=x"y z"', '["CMD","a b=xy z"]'],
    ['NONE', '["NONE"]'],
    [' NONE ', '["NONE"]'],
  ])('%j is stored as %j', (given, stored) => {
    expect(canonicalHealthTest(given)).toBe(stored);
    expect(canonicalHealthTest(stored)).toBe(stored);
    expect(healthTestRule.test(stored)).toBe(true);
  });

  it.each(['CMD', 'CMD-SHELL ', 'NONE at all', 'CMD a "b', "CMD it's"])('%j means nothing and is refused', (given) => {
    expect(healthTestRule.test(canonicalHealthTest(given))).toBe(false);
  });

  it.each(['curl -f localhost', 'CMDX a', 'cmd /c x', '["CMD","a"]', 'NONESUCH', 'echo CMD x'])(
    '%j is no such word and stays',
    (given) => {
      expect(canonicalHealthTest(given)).toBe(given);
      expect(healthTestRule.test(given)).toBe(true);
    },
  );
});
