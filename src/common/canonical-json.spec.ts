import { canonicalJson } from './canonical-json.js';

it.each([
  [{ b: 1, a: { d: [{ z: 1, y: 2 }], c: null } }, '{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}'],
  [[{ b: 1, a: 2 }, 'text', undefined], '[{"a":2,"b":1},"text",null]'],
  [JSON.parse('{"constructor": 1, "__proto__": {"b": 1, "a": 2}}'), '{"__proto__":{"a":2,"b":1},"constructor":1}'],
  [undefined, 'null'],
  ['a', '"a"'],
])('sorts the keys of every map and no list: %j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

it('tells values apart that differ', () => {
  expect(canonicalJson({ a: '1' })).not.toBe(canonicalJson({ a: 1 }));
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});
