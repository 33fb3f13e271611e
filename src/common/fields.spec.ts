import { InvalidInput } from './errors.js';
import { FromQuery, Normalised } from './conversions.js';
import {
  BooleanField,
  ChoiceField,
  FreeObjectField,
  IntegerField,
  isSensitive,
  ListField,
  ObjectField,
  TextField,
} from './fields.js';
import { addCheck } from './field-registry.js';
import { parse } from './parse.js';
import { ReadOnlyField } from './read-only.js';

interface OneField {
  field?: unknown;
}

/** A class with one field, so that each decorator is seen by itself; the initial value is its default. */
function classWith(decorators: PropertyDecorator[], initial: () => unknown = () => undefined): new () => OneField {
  class Thing implements OneField {
    field?: unknown;
    constructor() {
      if (initial() !== undefined) this.field = initial();
    }
  }
  for (const decorate of decorators) decorate(Thing.prototype, 'field');
  return Thing;
}

/** The parsed field, or the reason of the refusal. */
function outcome(type: new () => OneField, value: unknown): unknown {
  try {
    return parse(type, value === LEFT_OUT ? {} : { field: value }).field;
  } catch (error) {
    if (error instanceof InvalidInput) return `refused: ${error.errors.map(({ reason }) => reason).join('; ')}`;
    throw error;
  }
}

class Item {
  @IntegerField({ description: 'Number.', min: 0, max: 9 })
  n: number = 0;
}

const LEFT_OUT = Symbol('left out');
const description = 'A field.';
const text = TextField({ description, min: 1, max: 3 });
const even = { allowed: 'an even number of letters', test: (value: string) => value.length % 2 === 0 };
const name = { ...even, suggest: (value: string) => `${value}${value}` };
const integer = IntegerField({ description, min: -5, max: 2 ** 31 - 1 });
const bool = BooleanField({ description });
const choice = ChoiceField({ description, among: ['tcp', 'udp'] });
const list = ListField(() => Item, { description, max: 2 });
const object = ObjectField(() => Item, { description });
const free = FreeObjectField({ description });

describe('accepted', () => {
  it.each<[string, PropertyDecorator, unknown[]]>([
    ['a text', text, ['a', 'abc', ' ', 'é€']],
    ['a text with a rule', TextField({ description, max: 9, rule: even }), ['', 'ab']],
    ['an integer', integer, [-5, 0, 2147483647]],
    ['a boolean', bool, [true, false]],
    ['a choice', choice, ['tcp', 'udp']],
    ['a free object', free, [{}, { a: { b: [1, null, 'x'] } }]],
  ])('%s', (_, decorator, values) => {
    expect(values.map((value) => outcome(classWith([decorator]), value))).toEqual(values);
  });

  it('a list and an object, with the defaults of their fields', () => {
    expect(outcome(classWith([list]), [{}, { n: 1 }])).toEqual([{ n: 0 }, { n: 1 }]);
    expect(outcome(classWith([list]), [])).toEqual([]);
    expect(outcome(classWith([object]), {})).toEqual({ n: 0 });
  });
});

describe('refused', () => {
  const integers = 'must be an integer from -5 to 2147483647';
  const items = 'must be a list of at most 2 objects';
  it.each<[PropertyDecorator, string, unknown[]]>([
    [text, 'must be a text of 1 to 3 characters', ['', 'abcd', 1, true, [], ['a'], {}]],
    [TextField({ description, max: 3 }), 'must be a text of at most 3 characters', ['abcd', 0]],
    [TextField({ description, max: 3, rule: even }), 'must be an even number of letters', ['a', 7]],
    [TextField({ description, max: 3, rule: even }), 'must be a text of at most 3 characters', ['abcd']],
    [TextField({ description, max: 3, rule: name }), 'must be an even number of letters; try aa', ['a']],
    [integer, integers, [-6, 2 ** 31, 1.5, '1', Number.NaN, Infinity, 1e400, true, [], [1], {}, '']],
    [bool, 'must be true or false', ['true', 'false', 0, 1, '', [], {}]],
    [choice, 'must be one of tcp, udp', ['', 0, ['tcp'], {}, 'toString']],
    [choice, 'must be one of tcp, udp; did you mean tcp?', ['TCP', 'sctp']],
    [list, items, [{}, 'a', 1, [[]], [[{}]], [null], ['a'], [{}, {}, {}], [1], [[[{}]]], { 0: {}, length: 1 }]],
    [object, 'must be an object', [[], [{}], 'a', 1, true]],
    [free, 'must be an object', [[], 'a', 1, true, [[]]]],
  ])('%#: %s', (decorator, reason, values) => {
    const type = classWith([decorator]);
    expect(values.map((value) => outcome(type, value))).toEqual(values.map(() => `refused: ${reason}`));
  });
});

describe('left out, null and default: one table for every decorator', () => {
  const kinds: [string, (extra: { optional?: boolean; nullable?: boolean }) => PropertyDecorator, () => unknown][] = [
    ['text', (extra) => TextField({ description, max: 3, ...extra }), () => 'abc'],
    ['integer', (extra) => IntegerField({ description, min: 0, max: 9, ...extra }), () => 7],
    ['boolean', (extra) => BooleanField({ description, ...extra }), () => true],
    ['choice', (extra) => ChoiceField({ description, among: ['tcp'], ...extra }), () => 'tcp'],
    ['list', (extra) => ListField(() => Item, { description, ...extra }), () => []],
    ['object', (extra) => ObjectField(() => Item, { description, ...extra }), () => new Item()],
    ['free object', (extra) => FreeObjectField({ description, ...extra }), () => ({ a: 1 })],
  ];

  it.each(kinds)('%s', (_, field, value) => {
    const refused = (type: new () => OneField, given: unknown) => String(outcome(type, given)).split(': ')[0];
    const required = classWith([field({})]);
    expect([refused(required, LEFT_OUT), refused(required, null)]).toEqual(['refused', 'refused']);
    const optional = classWith([field({ optional: true })]);
    expect([outcome(optional, LEFT_OUT), refused(optional, null)]).toEqual([undefined, 'refused']);
    const nullable = classWith([field({ nullable: true })]);
    expect([refused(nullable, LEFT_OUT), outcome(nullable, null)]).toEqual(['refused', null]);
    const defaulted = classWith([field({})], value);
    expect([outcome(defaulted, LEFT_OUT), refused(defaulted, null)]).toEqual([value(), 'refused']);
    const nulled = classWith([field({})], () => null);
    expect([outcome(nulled, LEFT_OUT), outcome(nulled, null)]).toEqual([null, null]);
  });

  it('a missing field is told as required, a wrong nullable one with null among what is allowed', () => {
    expect(outcome(classWith([bool]), LEFT_OUT)).toBe('refused: is required: true or false');
    expect(
      outcome(
        classWith([bool], () => null),
        1,
      ),
    ).toBe('refused: must be true or false or null');
  });
});

describe('further decorators', () => {
  it('a field that the server makes takes anything and keeps nothing: an answer can be sent back', () => {
    const type = classWith([ReadOnlyField({ description, type: 'integer' })]);
    expect([7, 'x', null, LEFT_OUT].map((value) => outcome(type, value))).toEqual(Array(4).fill(undefined));
  });

  it.each([
    ['true', true],
    ['false', false],
    ['TRUE', 'TRUE'],
    ['12', 12],
    ['-3', -3],
    ['1.5', '1.5'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    [' 1', ' 1'],
    ['', ''],
    ['9999999999999999', '9999999999999999'],
    [
      ['1', '2'],
      ['1', '2'],
    ],
  ])('from a query string, %j is %j', (given, expected) => {
    const anything: PropertyDecorator = (target, name) =>
      addCheck(target, String(name), { skipped: () => false, test: () => true, message: () => '' });
    expect(outcome(classWith([anything, FromQuery()]), given)).toEqual(expected);
  });

  it('the stored form is made before the check, and only of texts', () => {
    const type = classWith([text, Normalised((value) => value.trim())]);
    expect([' a ', 5].map((value) => outcome(type, value))).toEqual([
      'a',
      'refused: must be a text of 1 to 3 characters',
    ]);
  });

  it('sensitive fields are known by their class and by those that inherit from it', () => {
    class Secret {
      @TextField({ description, max: 3, sensitive: true })
      token: string = '';
      @TextField({ description, max: 3 })
      note: string = '';
    }
    class More extends Secret {}
    expect([isSensitive(new Secret(), 'token'), isSensitive(new More(), 'token')]).toEqual([true, true]);
    expect([isSensitive(new Secret(), 'note'), isSensitive({}, 'token')]).toEqual([false, false]);
  });
});

it('the API document says what the check does: bounds, default, null and required', () => {
  const documented = (type: new () => OneField): unknown =>
    Reflect.getMetadata('swagger/apiModelProperties', type.prototype, 'field');
  expect(documented(classWith([text]))).toMatchObject({ type: 'string', minLength: 1, maxLength: 3, required: true });
  expect(documented(classWith([integer], () => 3))).toMatchObject({
    minimum: -5,
    maximum: 2147483647,
    default: 3,
    required: false,
  });
  expect(documented(classWith([bool], () => null))).toMatchObject({ nullable: true, required: false });
  expect(documented(classWith([choice]))).toMatchObject({ enum: ['tcp', 'udp'], nullable: false });
  expect(documented(classWith([list]))).toMatchObject({ isArray: true, maxItems: 2 });
});
