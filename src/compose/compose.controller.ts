import { Get, Headers } from '@nestjs/common';
import { ApiExtraModels, ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Param, Query } from '../common/given.js';
import { AnswersText } from '../common/response-headers.interceptor.js';
import { InstancePathParams, StackPathParams } from '../http/path-params.js';
import { ComposeService } from './compose.service.js';
import { RenderedFiles, RenderReport, SecretVariable } from './dto/render-answers.js';
import { RENDERED, SECRETS } from './dto/render-schemas.js';
import { RenderOptions, VariableOptions } from './dto/render-options.js';
import { presentRender, presentSecrets } from './present.js';

@Api('Compose', 'stacks/:stack')
@ApiExtraModels(RenderedFiles, RenderReport, SecretVariable)
export class ComposeController {
  constructor(private readonly compose: ComposeService) {}

  @Get('compose')
  @AnswersText()
  @ApiOperation({
    summary: 'Render the enabled instances of a stack to a file that runs; JSON with Accept: application/json',
  })
  @Answers(200, 'The documents, with remarks on what they could not take along.', RENDERED, [400, 404])
  renderStack(@Param() { stack }: StackPathParams, @Query() options: RenderOptions, @Headers('accept') accept = '') {
    return this.compose.render(stack, options).then((report) => presentRender(report, options, accept));
  }

  @Get('compose/env')
  @AnswersText()
  @ApiOperation({ summary: 'List the variables that stand for secrets in the file of a stack, as an .env file' })
  @Answers(200, 'One line per variable; without a value.', SECRETS, [400, 404])
  listStackSecrets(
    @Param() { stack }: StackPathParams,
    @Query() options: VariableOptions,
    @Headers('accept') accept = '',
  ) {
    return this.compose.listSecrets(stack, options).then((found) => presentSecrets(found, accept));
  }

  @Get('instances/:instance/compose')
  @AnswersText()
  @ApiOperation({
    summary: 'Render one instance alone, enabled or not, under the same names as in the file of its stack',
  })
  @Answers(200, 'The documents, with remarks on what they could not take along.', RENDERED, [400, 404])
  renderInstance(@Param() path: InstancePathParams, @Query() options: RenderOptions, @Headers('accept') accept = '') {
    return this.compose.renderInstance(path, options).then((report) => presentRender(report, options, accept));
  }

  @Get('instances/:instance/compose/env')
  @AnswersText()
  @ApiOperation({ summary: 'List the variables that stand for secrets in the file of one instance, as an .env file' })
  @Answers(200, 'One line per variable; without a value.', SECRETS, [400, 404])
  listInstanceSecrets(
    @Param() path: InstancePathParams,
    @Query() options: VariableOptions,
    @Headers('accept') accept = '',
  ) {
    return this.compose.listInstanceSecrets(path, options).then((found) => presentSecrets(found, accept));
  }
}
