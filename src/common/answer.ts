import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  type ApiPropertyOptions,
  ApiResponse,
  type ApiResponseOptions,
  getSchemaPath,
} from '@nestjs/swagger';
import { Problem, PROBLEM_EXAMPLES } from './problem.js';

/** What else the schema of a property says; it is required unless it says otherwise. */
type ShownOptions = { [Key in keyof ApiPropertyOptions]?: unknown } & Record<string, unknown>;

/** A property of an answer. */
export function Shown(description: string, example: unknown, options: ShownOptions = {}): PropertyDecorator {
  const schema: ApiPropertyOptions = Object.assign({ description, example, required: true }, options);
  return ApiProperty(schema);
}

/** What an operation answers when it succeeds, and the problems that it may answer instead. */
export function Answers(
  status: number,
  description: string,
  type: Type<object> | [Type<object>] | { schema: object; headers?: ApiResponseOptions['headers'] } | undefined,
  problems: (keyof typeof PROBLEM_EXAMPLES)[] = [],
): MethodDecorator {
  const body = Array.isArray(type) ? { type: type[0], isArray: true } : typeof type === 'object' ? type : { type };
  return applyDecorators(
    ApiExtraModels(Problem),
    ApiResponse({ status, description, ...body }),
    ...[...problems, 500 as const, 503 as const].map(problemResponse),
  );
}

function problemResponse(status: keyof typeof PROBLEM_EXAMPLES): MethodDecorator {
  const example = PROBLEM_EXAMPLES[status];
  const schema = { $ref: getSchemaPath(Problem) };
  return ApiResponse({
    status,
    description: example.title,
    content: { 'application/problem+json': { schema, example } },
  });
}
