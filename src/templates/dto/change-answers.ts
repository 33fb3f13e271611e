import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { Answers } from '../../common/answer.js';
import type { PROBLEM_EXAMPLES } from '../../common/problem.js';
import { TemplateImpact } from '../impact/impact-answers.js';

/** What a change of a template answers: what is stored, or on a dry run the report instead. */
export function ChangeAnswers(
  stored: string,
  schema: object,
  problems: (keyof typeof PROBLEM_EXAMPLES)[],
): MethodDecorator {
  const either = { oneOf: [schema, { $ref: getSchemaPath(TemplateImpact) }] };
  const description = `${stored}; with dry_run=true what the change would do, and nothing is written.`;
  return applyDecorators(ApiExtraModels(TemplateImpact), Answers(200, description, { schema: either }, problems));
}
