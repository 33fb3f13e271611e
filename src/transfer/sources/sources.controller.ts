import { Delete, Get, Headers, HttpCode, Post, Put } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiHeader, ApiOperation } from '@nestjs/swagger';
import { Answers } from '../../common/answer.js';
import { Api } from '../../common/api.js';
import { Takes } from '../../common/example.js';
import { Body, Param, Query, SentText } from '../../common/given.js';
import { StackPathParams } from '../../http/path-params.js';
import { SourceAnswer, SyncAnswer } from './dto/source-answers.js';
import { ReplaceSource, SourceQuery, SyncQuery } from './dto/source-inputs.js';
import type { Signed } from './signature.js';
import { SourceSchedule } from './source-schedule.js';
import { SourcesService } from './sources.service.js';

const EXAMPLE = {
  url: 'https://git.example.com/shop.git',
  ref: 'main',
  path: 'deploy',
  secret: 'correct horse battery',
};

@Api('Sources', 'stacks/:stack/source')
@ApiExtraModels(SyncAnswer)
export class SourcesController {
  constructor(
    private readonly sources: SourcesService,
    private readonly schedule: SourceSchedule,
  ) {}

  @Put()
  @Takes(ReplaceSource, EXAMPLE)
  @ApiOperation({ summary: 'Give a stack the repository that it is kept up to' })
  @Answers(200, 'The source; its secrets are masked.', SourceAnswer, [400, 404, 413, 415, 422])
  replaceSource(@Param() { stack }: StackPathParams, @Body() body: ReplaceSource): Promise<SourceAnswer> {
    return this.sources.replace(stack, body);
  }

  @Get()
  @ApiOperation({ summary: 'Get the source of a stack, how it is, and what a sync would change' })
  @Answers(200, 'The source; its secrets are masked.', SourceAnswer, [400, 404, 422])
  getSource(@Param() { stack }: StackPathParams, @Query() query: SourceQuery): Promise<SourceAnswer> {
    return this.sources.get(stack, query);
  }

  @Post('sync')
  @HttpCode(200)
  @ApiOperation({ summary: 'Read the repository, and bring the stack up to it' })
  @Answers(200, 'What was read, and what became of it.', SyncAnswer, [400, 404, 409, 422])
  syncSource(@Param() { stack }: StackPathParams, @Query() query: SyncQuery): Promise<SyncAnswer> {
    return this.sources.sync(stack, query);
  }

  @Post('webhook')
  @HttpCode(204)
  @ApiHeader({
    name: 'X-Hub-Signature-256',
    description: '`sha256=` and the HMAC of the body (GitHub, Gitea, Forgejo).',
  })
  @ApiHeader({ name: 'X-Gitlab-Token', description: 'The secret itself (GitLab).' })
  @ApiBody({
    schema: { type: 'object' },
    required: false,
    examples: { example: { value: { ref: 'refs/heads/main' } } },
  })
  @ApiOperation({ summary: 'For the host of the repository: there is something new' })
  @Answers(204, 'It will be read.', undefined, [404, 413, 415])
  async notifySource(
    @Param() { stack }: StackPathParams,
    @Body() _body: unknown,
    @SentText() text: string | undefined,
    @Headers() headers: Signed,
  ): Promise<void> {
    await this.sources.notify(stack, text, headers).then(() => this.schedule.look());
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Take the source of a stack away; the stack stays as it is' })
  @Answers(204, 'It has none any more.', undefined, [404])
  removeSource(@Param() { stack }: StackPathParams): Promise<void> {
    return this.sources.remove(stack);
  }
}
