import { Headers, HttpCode, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Param, Query } from '../common/given.js';
import { SaysMore } from '../common/response-headers.interceptor.js';
import { InstancePathParams, StackPathParams } from '../http/path-params.js';
import { ComposeService } from './compose.service.js';
import { RENDERED, SECRETS } from './dto/render-schemas.js';
import { RenderOptions, VariableOptions } from './dto/render-options.js';
import { presentRender, presentSecrets } from './present.js';

/** The same as the renders, with the real values of secrets: by POST, which neither a link nor a page of another origin sends. */
@Api('Compose', 'stacks/:stack')
export class RevealController {
  constructor(private readonly compose: ComposeService) {}

  @Post('compose/reveal')
  @HttpCode(200)
  @SaysMore()
  @ApiOperation({ summary: 'Render a stack with the real values of its secrets; the log says that it was asked for' })
  @Answers(200, 'The documents, with remarks on what they could not take along.', RENDERED, [400, 404])
  revealStack(@Param() { stack }: StackPathParams, @Query() options: RenderOptions, @Headers('accept') accept = '') {
    return this.compose.reveal(stack, options).then((report) => presentRender(report, options, accept));
  }

  @Post('compose/env/reveal')
  @HttpCode(200)
  @SaysMore()
  @ApiOperation({ summary: 'List the secrets of a stack with their real values, as an .env file' })
  @Answers(200, 'One line per variable.', SECRETS, [400, 404])
  revealStackSecrets(
    @Param() { stack }: StackPathParams,
    @Query() options: VariableOptions,
    @Headers('accept') accept = '',
  ) {
    return this.compose.revealSecrets(stack, options).then((found) => presentSecrets(found, accept));
  }

  @Post('instances/:instance/compose/reveal')
  @HttpCode(200)
  @SaysMore()
  @ApiOperation({ summary: 'Render one instance with the real values of its secrets' })
  @Answers(200, 'The documents, with remarks on what they could not take along.', RENDERED, [400, 404])
  revealInstance(@Param() path: InstancePathParams, @Query() options: RenderOptions, @Headers('accept') accept = '') {
    return this.compose.revealInstance(path, options).then((report) => presentRender(report, options, accept));
  }

  @Post('instances/:instance/compose/env/reveal')
  @HttpCode(200)
  @SaysMore()
  @ApiOperation({ summary: 'List the secrets of one instance with their real values, as an .env file' })
  @Answers(200, 'One line per variable.', SECRETS, [400, 404])
  revealInstanceSecrets(
    @Param() path: InstancePathParams,
    @Query() options: VariableOptions,
    @Headers('accept') accept = '',
  ) {
    return this.compose.revealInstanceSecrets(path, options).then((found) => presentSecrets(found, accept));
  }
}
