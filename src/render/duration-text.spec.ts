import { parseDuration } from '../compose-file/duration.js';
import { durationText } from './duration-text.js';

it.each([
  [0, '0s'],
  [1, '1s'],
  [59, '59s'],
  [60, '1m'],
  [90, '1m30s'],
  [3600, '1h'],
  [3661, '1h1m1s'],
  [86_400, '24h'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
  expect(parseDuration(text)).toEqual({ seconds, exact: true });
});
