import fc from 'fast-check';
import { notJson, whereJsonBreaks } from './json-text.js';

it.each([
  ['', 'line 1, column 1: the text ends, and a value is expected'],
  ['{"name":', 'line 1, column 9: the text ends, and a value is expected'],
  ['{"name":"shop",}', 'line 1, column 16: a key in double quotes is expected'],
  ['{"name":"shop"', 'line 1, column 15: the text ends, and "," or "}" is expected'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: "," or "}" is expected'],
  ["{'name': 1}", 'line 1, column 2: a key in double quotes or "}" is expected'],
  ['{"name" "shop"}', 'line 1, column 9: ":" is expected'],
  ['[1 2]', 'line 1, column 4: "," or "]" is expected'],
  ['[1,]', 'line 1, column 4: a value is expected'],
  ['[', 'line 1, column 2: the text ends, and a value or "]" is expected'],
  ['{"a":NaN}', 'line 1, column 6: a value is expected'],
  ['{"a":01}', 'line 1, column 6: a value is expected'],
  ['{} {}', 'line 1, column 4: nothing more is expected'],
  ['{"a":"x\ny"}', 'line 1, column 8: a control character in a text must be escaped'],
  [String.raw`{"a":"\x"}`, 'line 1, column 7: the escape sequence is not known'],
  ['{"a":"x}', 'line 1, column 6: the text in double quotes that starts here does not end'],
  ['{"a":1]', 'line 1, column 7: "," or "}" is expected'],
])('%j', (text, where) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
  expect(notJson(text)).toBe(`is not valid JSON at ${where}`);
});

it('breaks every text that JSON.parse refuses somewhere within it, and reads the others to their end', () => {
  const cuts = fc.tuple(fc.json(), fc.nat(), fc.nat(3), fc.constantFrom('', ',', '"', '}', ']', ':', '1', '\\', '\n'));
  fc.assert(
    fc.property(cuts, ([json, place, length, patch]) => {
      const at = place % (json.length + 1);
      const text = json.slice(0, at) + patch + json.slice(at + length);
      const { reason } = whereJsonBreaks(text);
      const whole = reason === 'the text ends, and nothing more is expected';
      expect([text, whole]).toEqual([text, isJson(text)]);
    }),
    { numRuns: 2000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
