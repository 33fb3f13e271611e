import { parseDuration } from './duration.js';

it.each([
  ['1m30s', 90, true],
  ['90', 90, true],
  [90, 90, true],
  ['1h', 3600, true],
  ['1h5m10s', 3910, true],
  ['1d', 86400, true],
  ['0s', 0, true],
  ['0', 0, true],
  ['500ms', 1, false],
  ['1.5s', 2, false],
  [1.5, 2, false],
  ['1s500ms', 2, false],
  ['100ms900ms', 1, true],
  ['0.1s0.2s0.7s', 1, true],
  ['1000000us', 1, true],
  ['1µs', 1, false],
  ['1ns', 1, false],
])('%s is %i seconds, exact: %s', (text, seconds, exact) => {
  expect(parseDuration(text)).toEqual({ seconds, exact });
});

it.each([
  '',
  ' ',
  'soon',
  '10x',
  '-5s',
  -5,
  '1m 30s',
  '1m30',
  's',
  '1..5s',
  '1e400',
  '9'.repeat(400),
  NaN,
  null,
  [],
  true,
])('%p is no duration', (value) => {
  expect(parseDuration(value)).toBeUndefined();
});
