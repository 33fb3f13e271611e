import { Get, Headers } from '@nestjs/common';
import { ApiExtraModels, ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Param, Query } from '../common/given.js';
import { AnswersText } from '../common/response-headers.interceptor.js';
import { TemplatePathParams } from '../http/path-params.js';
import { ComposeService } from './compose.service.js';
import { RenderedFiles, RenderReport } from './dto/render-answers.js';
import { RenderOptions } from './dto/render-options.js';
import { RENDERED } from './dto/render-schemas.js';
import { presentRender } from './present.js';

/** Values of secrets are revealed of stacks and instances alone: a template is what many share. */
@Api('Compose', 'services/:template/compose')
@ApiExtraModels(RenderedFiles, RenderReport)
export class TemplateComposeController {
  constructor(private readonly compose: ComposeService) {}

  @Get()
  @AnswersText()
  @ApiOperation({ summary: 'Render a template by itself to a file that runs; JSON with Accept: application/json' })
  @Answers(200, 'The documents, with remarks on what they could not take along.', RENDERED, [400, 404])
  renderTemplate(
    @Param() { template }: TemplatePathParams,
    @Query() options: RenderOptions,
    @Headers('accept') accept = '',
  ) {
    return this.compose.renderTemplate(template, options).then((report) => presentRender(report, options, accept));
  }
}
