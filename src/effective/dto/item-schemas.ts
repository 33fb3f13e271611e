import type { Type } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';

/** A value that is all of these at once. */
export function allOf(...parts: Type<object>[]): object {
  return { allOf: parts.map((part) => ({ $ref: getSchemaPath(part) })) };
}

/** A property with that schema, which names these classes. */
export function schemaOf(models: Type<object>[], schema: object): PropertyDecorator {
  return (target, property) => {
    ApiExtraModels(...models)(target.constructor);
    ApiProperty({ ...schema, required: true })(target, property);
  };
}
