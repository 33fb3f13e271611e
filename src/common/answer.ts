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
import { SaysMore } from './response-headers.interceptor.js';

/** A property of an answer. */
export function Shown(description: string, example: unknown, options: ApiPropertyOptions = {}): PropertyDecorator {
  return ApiProperty(Object.assign({ description, example, required: true }, options));
}

type Headers = ApiResponseOptions['headers'];
/** A body by its schema, or one schema for every media type. */
type Body = { schema: object; headers?: Headers } | { content: Record<string, { schema: object }>; headers?: Headers };

/** What an operation answers when it succeeds (a list is a page), and the problems that it may answer instead. */
export function Answers(
  status: number,
  description: string,
  type: Type<object> | [Type<object>] | Body | undefined,
  problems: (keyof typeof PROBLEM_EXAMPLES)[] = [],
): MethodDecorator {
  const body = Array.isArray(type) ? { type: type[0], isArray: true } : typeof type === 'object' ? type : { type };
  return applyDecorators(
    ApiExtraModels(Problem),
    ApiResponse({ status, description, ...body }),
    ...(Array.isArray(type) ? [SaysMore()] : []),
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
