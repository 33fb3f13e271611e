import type { Type } from '@nestjs/common';
import { ApiBody, DECORATORS } from '@nestjs/swagger';

/** A body with the example that Swagger UI fills in. */
export function Takes(type: Type<object>, example: object, options: { required?: boolean } = {}): MethodDecorator {
  return ApiBody({ type, ...options, examples: { example: { value: example } } });
}

/** An object of the class with the example of every field that a client may write. */
export function exampleOf(type: Type<object>): Record<string, unknown> {
  const fields = Object.entries(fieldsOf(type)).filter(([, field]) => !field.readOnly);
  return Object.fromEntries(fields.map(([name, field]) => [name, field.example]));
}

/** What the fields of the class say of themselves. */
export function fieldsOf(type: Type<object>): Record<string, Record<string, unknown>> {
  const prototype: object = type.prototype;
  const names: string[] = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, prototype) ?? [];
  const fields = names.map((name) => name.slice(1));
  return Object.fromEntries(
    fields.map((name) => [name, Object(Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, name))]),
  );
}
