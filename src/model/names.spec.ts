import fc from 'fast-check';
import { InvalidInput } from '../common/errors.js';
import { parse } from '../common/parse.js';
import { containerName, copyName, NameField, networkName, slug } from './names.js';

class Named {
  @NameField({ description: 'Name.' })
  name!: string;
}

const RESERVED = ['default', 'devarch', 'system', 'none', 'all', 'trash', 'import'];
const accepts = (name: unknown) => parse(Named, { name }).name === name;
const refusal = (name: unknown): string => {
  try {
    parse(Named, { name });
    return 'accepted';
  } catch (error) {
    return error instanceof InvalidInput ? error.message : String(error);
  }
};

/** As the contract says it, so that a change of the rule in the code fails here. */
const isName = (name: string) =>
  /^[a-z0-9]$|^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(name) && name.length <= 63 && !RESERVED.includes(name);
const names = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/).filter(isName);

it.each(['a', '0', 'db', 'a-b', 'a--b', '1-2', 'my-default', 'trash-2', 'x'.repeat(63)])('%s is a name', (name) => {
  expect(accepts(name)).toBe(true);
});

describe('refused with the rule and a valid name that is near (contract 5)', () => {
  it.each([
    ['My DB', 'my-db'],
    ['Ünïcode Ñame', 'unicode-name'],
    ['-a-', 'a'],
    ['a_b.c', 'a-b-c'],
    ['', 'unnamed'],
    ['---', 'unnamed'],
    ['数据库', 'unnamed'],
    ['../../etc/passwd', 'etc-passwd'],
    ['a\nb', 'a-b'],
    ['db\n', 'db'],
    ['x'.repeat(64), 'x'.repeat(63)],
    [`${'x'.repeat(62)}-y`, 'x'.repeat(62)],
    ['ﬁle', 'file'],
    ...RESERVED.map((word): [string, string] => [word, `my-${word}`]),
  ])('%j: try %s', (name, suggestion) => {
    expect(refusal(name)).toMatch(/^\/name must be 1 to 63 characters, a–z, 0–9 and inner hyphens/);
    expect(refusal(name)).toMatch(new RegExp(`; try ${suggestion}\\.$`));
    expect(accepts(slug(name))).toBe(true);
  });

  it.each([7, null, ['db'], {}, true])('%j, which is no text', (name) => {
    expect(refusal(name)).toMatch(/^\/name must be /);
  });

  it('names every reserved word (lessons 10: a stack called trash was unreachable)', () => {
    expect(refusal('trash')).toContain(`none of ${RESERVED.join(', ')}`);
  });
});

describe('for any text', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...RESERVED), fc.string({ minLength: 60 }));

  it('the check accepts exactly the names of the contract', () => {
    const nearly = fc.stringMatching(/^[a-c-]{0,5}[A-Z_.]?[a-c-]{0,3}$/);
    fc.assert(
      fc.property(fc.oneof(text, names, nearly), (name) => expect(refusal(name) === 'accepted').toBe(isName(name))),
    );
  });

  it('the slug is a valid name, and the slug of a name is the name', () => {
    fc.assert(fc.property(text, (name) => expect(isName(slug(name))).toBe(true)));
    const plain = names.filter((name) => !name.includes('--'));
    fc.assert(fc.property(plain, (name) => expect(slug(name)).toBe(name)));
  });

  it('the name of a copy is a valid name, another one for every number', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 1_000_000 }), (name, n) => {
        expect(isName(copyName(name, n))).toBe(true);
        expect(copyName(name, n)).not.toBe(copyName(name, n + 1));
      }),
    );
  });
});

describe('derived names', () => {
  it.each([
    ['db', 1, 'db-copy'],
    ['db', 2, 'db-copy-2'],
    ['db-copy', 1, 'db-copy-copy'],
    ['x'.repeat(63), 1, `${'x'.repeat(58)}-copy`],
    [`${'x'.repeat(57)}-yyyyy`, 1, `${'x'.repeat(57)}-copy`],
    ['x'.repeat(63), 10, `${'x'.repeat(55)}-copy-10`],
  ])('copy of %s, number %d', (name, n, expected) => {
    expect(copyName(name, n)).toBe(expected);
  });

  it('container and network (a-b + c and a + b-c share one, which the database refuses)', () => {
    expect(containerName('shop', 'db')).toBe('devarch-shop-db');
    expect(containerName('a-b', 'c')).toBe(containerName('a', 'b-c'));
    expect(networkName('shop')).toBe('devarch-shop-net');
  });

  it.each([
    [59, 59, 127],
    [63, 55, 127],
    [1, 63, 73],
  ])('stack of %d and instance of %d characters: a container name of %d', (stack, instance, length) => {
    expect(containerName('s'.repeat(stack), 'i'.repeat(instance))).toHaveLength(length);
  });

  it('a container name that is too long names both lengths and the field (lessons 10: it was a 500)', () => {
    expect(() => containerName('s'.repeat(63), 'i'.repeat(56))).toThrow(
      '/instance_id gives a container name of 128 characters (stack name 63 and instance name 56 characters); at most 127 are allowed.',
    );
    expect(() => containerName('s'.repeat(63), 'i'.repeat(63), '/name')).toThrow(/^\/name gives /);
  });

  it('the network name of the longest stack name still fits', () => {
    expect(networkName('s'.repeat(63)).length).toBeLessThanOrEqual(80);
  });
});
