import * as shape from './shapes.js';

const at = '/options/x';

it.each([
  ['90s', '1m30s'],
  [10, '10s'],
  ['1.5', '1.5s'],
  ['1w', '168h'],
  ['500ms', '500ms'],
  ['1.00001d', undefined],
  ['soon', undefined],
])('the duration %j is written %j', (value, written) => expect(shape.duration(value, at).value).toBe(written));

it('a record keeps what it knows and names what it does not', () => {
  const person = shape.record({ name: shape.text, age: shape.count });
  expect(person({ name: 'a', age: -1, size: 3, none: null }, at)).toEqual({
    value: { name: 'a' },
    lost: [`${at}/age`, `${at}/size`],
  });
  expect(person({ size: 3 }, at)).toEqual({ value: undefined, lost: [`${at}/size`] });
  expect(person({}, at)).toEqual({ value: {}, lost: [] });
  expect(person('a', at)).toEqual({ value: undefined, lost: [at] });
});

it('a list loses single items', () => {
  expect(shape.list(shape.count)([1, 'a', 2], at)).toEqual({ value: [1, 2], lost: [`${at}/1`] });
  expect(shape.list(shape.count)(1, at)).toEqual({ value: undefined, lost: [at] });
});

it('a limit needs both of its sides, or is one number', () => {
  const limit = shape.either(shape.integer, shape.complete({ soft: shape.integer, hard: shape.integer }));
  expect(limit(-1, at)).toEqual({ value: -1, lost: [] });
  expect(limit({ soft: 1, hard: 2 }, at)).toEqual({ value: { soft: 1, hard: 2 }, lost: [] });
  expect(limit({ soft: 1 }, at)).toEqual({ value: undefined, lost: [at] });
});

it('maps of texts hold no booleans, numbers or empty keys', () => {
  expect(shape.textMap({ a: true, b: 1, c: null }, at).value).toEqual({ a: 'true', b: '1', c: null });
  expect(shape.textMap(['a=b'], at).value).toEqual({ a: 'b' });
  expect(shape.textMap({ '': 'a' }, at).value).toBeUndefined();
});

it('sizes stay as they are written', () => {
  expect([shape.size('1.5k', at).value, shape.size(1024, at).value]).toEqual(['1.5k', '1024']);
  expect(shape.size('lots', at).value).toBeUndefined();
});

it.each([
  ['a "b c"', 'a "b c"'],
  [
    ['a', 1],
    ['a', '1'],
  ],
  ['', undefined],
  [[], undefined],
  ['"open', undefined],
])('the command line %j is written %j', (value, written) => expect(shape.words(value, at).value).toEqual(written));
