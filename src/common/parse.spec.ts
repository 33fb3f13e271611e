import fc from 'fast-check';
import { type FieldError, InvalidInput } from './errors.js';
import { FreeObjectField, IntegerField, ListField, ObjectField, TextField } from './fields.js';
import { parse, parseUpdate } from './parse.js';

class Port {
  @IntegerField({ description: 'Port.', min: 1, max: 65535 })
  host_port!: number;

  @TextField({ description: 'Protocol.', max: 4 })
  protocol: string = 'tcp';
}

class Thing {
  @TextField({ description: 'Name.', min: 1, max: 8 })
  name!: string;

  @TextField({ description: 'Token.', max: 4, sensitive: true })
  token: string | null = null;

  @ListField(() => Port, { description: 'Ports.', max: 200 })
  ports: Port[] = [];

  @ObjectField(() => Port, { description: 'Main port.', optional: true })
  main?: Port;

  @FreeObjectField({ description: 'Anything.' })
  extra: Record<string, unknown> = {};
}

class Change {
  @TextField({ description: 'Name.', max: 8, optional: true })
  name?: string;

  @TextField({ description: 'Note.', max: 8, optional: true, nullable: true })
  note?: string | null;
}

const thing = (input: unknown) => parse(Thing, input);

function refusal(work: () => unknown): FieldError[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('what comes out', () => {
  it('applies the default of every field that is left out, nested ones too (lessons 7)', () => {
    const parsed = thing({ name: 'db', ports: [{ host_port: 80 }] });
    expect(parsed).toBeInstanceOf(Thing);
    expect(parsed.ports[0]).toBeInstanceOf(Port);
    expect({ ...parsed }).toEqual({
      name: 'db',
      token: null,
      ports: [{ host_port: 80, protocol: 'tcp' }],
      extra: {},
    });
  });

  it('applies the default where a service of the same process passes undefined', () => {
    expect(thing({ name: 'db', token: undefined, ports: undefined, extra: undefined })).toEqual(thing({ name: 'db' }));
    expect(thing({ name: 'db' }).ports).toEqual([]);
  });

  it('never shares a default between two objects', () => {
    thing({ name: 'a' }).ports.push(new Port());
    expect(thing({ name: 'b' }).ports).toEqual([]);
  });

  it('leaves the input as it was', () => {
    const input = { name: 'db', ports: [{ host_port: 80 }], extra: { a: [1] } };
    const before = structuredClone(input);
    thing(input);
    expect(input).toEqual(before);
  });

  it('parsing what was parsed changes nothing', () => {
    const port = fc.record({ host_port: fc.integer({ min: 1, max: 65535 }) });
    const input = fc.record({
      name: fc.string({ minLength: 1, maxLength: 8 }),
      token: fc.option(fc.string({ maxLength: 4 })),
      ports: fc.array(port, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        input.filter(({ name, token }) => !`${name}${token}`.includes('\0')),
        (value) => {
          const once = thing(value);
          expect(thing(once)).toStrictEqual(once);
        },
      ),
    );
  });

  it('a partial parse lets required fields out and still checks what is given', () => {
    expect(parse(Thing, { token: 'abc' }, { partial: true }).name).toBeUndefined();
    expect(refusal(() => parse(Thing, { name: '' }, { partial: true }))).toHaveLength(1);
    expect(refusal(() => parse(Thing, { nam: 'a' }, { partial: true }))).toHaveLength(1);
  });
});

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

describe('an update', () => {
  it.each([[{}], [{ name: undefined }]])('%j says nothing and is refused', (input) => {
    expect(refusal(() => parseUpdate(Change, input))).toEqual([
      { pointer: '', reason: 'must give at least one of name, note' },
    ]);
  });

  it.each([[{ name: '' }], [{ note: null }]])('%j says something, and nothing else is set', (input) => {
    expect({ ...parseUpdate(Change, input) }).toStrictEqual(input);
  });
});
