import { type FieldError } from './errors.js';
import { parse } from './parse.js';
import { Port, Thing, refusal } from '../../test/setup/parsed-inputs.js';

const thing = (input: unknown) => parse(Thing, input);

const SHAPE = 'an object with name (optional: token, ports, main, extra)';

describe('what is refused, where and why', () => {
  it.each<[string, unknown, FieldError[]]>([
    ['no body', undefined, [{ pointer: '', reason: `is missing: it must be ${SHAPE}` }]],
    ['a list as body', [], [{ pointer: '', reason: `must be ${SHAPE}`, given: 'a list' }]],
    ['null as body', null, [{ pointer: '', reason: `is missing: it must be ${SHAPE}` }]],
    ['a text as body', 'x', [{ pointer: '', reason: `must be ${SHAPE}`, given: 'a text' }]],
    ['nothing given', {}, [{ pointer: '/name', reason: 'is required: a text of 1 to 8 characters' }]],
    [
      'null where it is no value',
      { name: null },
      [{ pointer: '/name', reason: 'must be a text of 1 to 8 characters', given: 'null' }],
    ],
    [
      'a misspelt field',
      { name: 'a', tokne: 1 },
      [{ pointer: '/tokne', reason: 'is not known here; did you mean token?' }],
    ],
    [
      'a field that is like no other',
      { name: 'a', 'x/y~z': 1 },
      [{ pointer: '/x~1y~0z', reason: 'is not known here; known are name, token, ports, main, extra' }],
    ],
    [
      'a misspelt field in a list',
      { name: 'a', ports: [{ host_port: 1 }, { hostport: 2 }] },
      [
        { pointer: '/ports/1/hostport', reason: 'is not known here; did you mean host_port?' },
        { pointer: '/ports/1/host_port', reason: 'is required: an integer from 1 to 65535' },
      ],
    ],
    [
      'a wrong field in an object',
      { name: 'a', main: { host_port: 0 } },
      [{ pointer: '/main/host_port', reason: 'must be an integer from 1 to 65535', given: '0' }],
    ],
    [
      'a sensitive field, whose value is not repeated (P9)',
      { name: 'a', token: 's3cret' },
      [{ pointer: '/token', reason: 'must be a text of at most 4 characters or null' }],
    ],
  ])('%s', (_, input, errors) => {
    expect(refusal(() => thing(input))).toEqual(errors);
  });

  it.each(['toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'])(
    'the unknown field %s, which no object lacks',
    (key) => {
      const reason = 'is not known here; known are ';
      expect(refusal(() => thing({ name: 'a', [key]: 1 }))).toEqual([
        { pointer: `/${key}`, reason: `${reason}name, token, ports, main, extra` },
      ]);
      const nested = {
        name: 'a',
        ports: [{ host_port: 1 }, { host_port: 1, [key]: 1 }],
        main: { host_port: 1, [key]: {} },
      };
      expect(refusal(() => thing(nested))).toEqual([
        { pointer: `/ports/1/${key}`, reason: `${reason}host_port, protocol` },
        { pointer: `/main/${key}`, reason: `${reason}host_port, protocol` },
      ]);
      expect(thing({ name: 'a', extra: { a: 1, b: { c: 2 } } }).extra).toEqual({ a: 1, b: { c: 2 } });
    },
  );

  it.each(['__proto__', 'constructor', 'prototype'])('the unknown field %s, with nothing polluted', (key) => {
    const refused = (text: string) => refusal(() => thing(JSON.parse(text)));
    expect(refused(`{"name":"a","${key}":{"x":1}}`)).toMatchObject([{ pointer: `/${key}` }]);
    expect(refused(`{"name":"a","main":{"host_port":1,"${key}":{"x":1}}}`)).toMatchObject([
      { pointer: `/main/${key}` },
    ]);
    expect(refused(`{"name":"a","ports":[{"host_port":1,"${key}":1}]}`)).toMatchObject([
      { pointer: `/ports/0/${key}` },
    ]);
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  it('everything at once, one entry per field, and the sentence counts them', () => {
    const errors = refusal(() => thing({ name: 1, ports: {}, extra: [], nope: 1 }));
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(['/extra', '/name', '/nope', '/ports']);
    expect(() => thing({ name: 1, ports: {} })).toThrow('/name must be a text of 1 to 8 characters (and 1 more).');
  });

  it('at most 100 errors (traps: cap the number of messages)', () => {
    const ports = Array.from({ length: 200 }, () => ({ host_port: -1 }));
    expect(refusal(() => thing({ name: 'a', ports }))).toHaveLength(100);
  });

  it('pointers start where the value stands in the body of the caller', () => {
    expect(refusal(() => parse(Port, { host_port: 0 }, { pointer: '/ports/3' }))).toMatchObject([
      { pointer: '/ports/3/host_port' },
    ]);
    expect(refusal(() => parse(Port, [], { pointer: '/ports/3' }))).toMatchObject([{ pointer: '/ports/3' }]);
  });

  it('40,000 levels of nesting and a million values, without exhausting anything (traps)', () => {
    const deep: unknown = JSON.parse(`{"name":"a","extra":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`);
    expect(refusal(() => thing(deep))).toEqual([{ pointer: '', reason: 'must not be nested deeper than 32 levels' }]);
    const wide = { name: 'a', extra: { list: Array.from({ length: 1_000_000 }, () => 0) } };
    expect(refusal(() => thing(wide))).toEqual([{ pointer: '', reason: 'must hold at most 100000 values' }]);
  });

  it.each([() => 1, Symbol('x'), 10n])('a value that JSON cannot hold: %p', (value) => {
    expect(refusal(() => thing({ name: value }))).toMatchObject([{ pointer: '/name' }]);
  });
});
