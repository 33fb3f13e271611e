import { dataKey, isDataKey, namespaceOf, objectName, secretOf } from './names.js';

const LONG = 'a'.repeat(63);

it.each(['db', 'a', 'a-b-1', LONG])('%s is a name already', (text) => expect(objectName(text)).toBe(text));

it.each([
  ['1st-db', /^x-1st-db-[0-9a-f]{8}$/],
  ['pg_data', /^pg-data-[0-9a-f]{8}$/],
  ['Data', /^data-[0-9a-f]{8}$/],
  ['-', /^x-[0-9a-f]{8}$/],
  ['', /^x-[0-9a-f]{8}$/],
  [`${LONG}a`, /^a{54}-[0-9a-f]{8}$/],
])('%j becomes one like %s', (text, pattern) => {
  expect(objectName(text)).toMatch(pattern);
  expect(objectName(text)).toBe(objectName(text));
});

it('texts that look alike stay apart', () => {
  const names = ['a_b', 'a.b', 'A-b', 'a-b'].map((text) => objectName(text));
  expect(new Set(names).size).toBe(4);
});

it('a shorter name may be asked for', () => expect(objectName(LONG, 52)).toMatch(/^a{43}-[0-9a-f]{8}$/));

it('a stack has its namespace and its Secret', () => {
  expect([namespaceOf({ name: 'shop' }), secretOf({ name: 'shop' })]).toEqual(['devarch-shop', 'shop-secrets']);
  expect(namespaceOf({ name: LONG })).toHaveLength(63);
});

it.each([
  ['app.conf', true],
  ['.env', true],
  ['..data', false],
  ['.', false],
  ['a b', false],
  ['', false],
])('%j as a key of data: %s', (text, valid) => {
  expect(isDataKey(text)).toBe(valid);
  expect(isDataKey(dataKey(text))).toBe(true);
});
