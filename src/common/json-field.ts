import { defineField, type FieldOptions } from './fields.js';

const ANY_VALUE = {
  oneOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'array', items: {} },
    { type: 'object', additionalProperties: true },
  ],
};

/** Any JSON value but null, of a bounded number of characters as JSON. How deep it may be is bounded for the whole input. */
export function JsonField(options: FieldOptions & { max: number }): PropertyDecorator {
  const { max, ...field } = options;
  const test = (value: unknown) => value !== undefined && value !== null && JSON.stringify(value).length <= max;
  return defineField(field, () => `a JSON value of at most ${max} characters, not null`, ANY_VALUE, test);
}
