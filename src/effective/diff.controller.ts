import { Get, Headers } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Param, Query } from '../common/given.js';
import { AnswersText, AnswerWithHeaders } from '../common/response-headers.interceptor.js';
import { InstancePathParams } from '../http/path-params.js';
import { diffAsText, type EffectiveDiff } from './diff.js';
import { DiffAnswer } from './dto/diff-answers.js';
import { DiffOptions } from './dto/diff-options.js';
import { EffectiveService } from './effective.service.js';

const DIFF = {
  content: {
    'application/json': { schema: { $ref: getSchemaPath(DiffAnswer) } },
    'text/plain': { schema: { type: 'string', example: '--- template postgres\n+++ shop/db\n' } },
  },
};

@ApiExtraModels(DiffAnswer)
@Api('Effective config', 'stacks/:stack/instances/:instance/diff')
export class DiffController {
  constructor(private readonly effective: EffectiveService) {}

  @Get()
  @AnswersText()
  @ApiOperation({
    summary: 'How an instance differs from its template, or from another instance; as text with Accept: text/plain',
  })
  @Answers(200, 'What differs, with both values.', DIFF, [400, 404])
  diffInstance(@Param() path: InstancePathParams, @Query() options: DiffOptions, @Headers('accept') accept = '') {
    return this.effective.diff(path, options).then((diff) => present(diff, accept));
  }
}

function present(diff: EffectiveDiff, accept: string): EffectiveDiff | AnswerWithHeaders {
  if (!wantsText(accept)) return diff;
  return new AnswerWithHeaders(diffAsText(diff), { 'Content-Type': 'text/plain; charset=utf-8' });
}

/** Many clients list text/plain beside JSON by habit; only who does not take JSON means it. */
function wantsText(accept: string): boolean {
  return accept.includes('text/plain') && !accept.includes('application/json');
}
