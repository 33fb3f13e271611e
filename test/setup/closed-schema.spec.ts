import { ApiDocument } from './api-document.js';

const named = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
const stored = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };
const model = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const api = new ApiDocument({ paths: {}, components: { schemas: { Named: named, Stored: stored } } });

const SCHEMAS: [string, object, object][] = [
  ['a model', model('Named'), { name: 'a' }],
  ['a list of models', { type: 'array', items: model('Named') }, [{ name: 'a' }]],
  ['two models at once', { allOf: [model('Named'), model('Stored')] }, { name: 'a', id: 1 }],
  ['a model or null', { oneOf: [model('Named'), { type: 'null' }] }, { name: 'a' }],
  ['a schema without a name', named, { name: 'a' }],
  ['one within another', { type: 'object', properties: { inside: named } }, { inside: { name: 'a' } }],
];

/** The same with one property more in its innermost object. */
function withMore(value: object): object {
  if (Array.isArray(value)) return value.map(withMore);
  const inside = Object.values(value).find((part) => typeof part === 'object');
  return inside === undefined ? { ...value, more: 1 } : { inside: withMore(inside) };
}

it.each(SCHEMAS)('%s takes what it mentions, and nothing more', (_, schema, value) => {
  expect(api.errors(schema, value)).toEqual([]);
  expect(api.errors(schema, withMore(value)).join()).toContain('more');
});

it('what is left open stays open', () => {
  expect(api.errors({ type: 'object', additionalProperties: true }, { anything: 1 })).toEqual([]);
  expect(api.errors({ ...named, additionalProperties: true }, { name: 'a', more: 1 })).toEqual([]);
});
