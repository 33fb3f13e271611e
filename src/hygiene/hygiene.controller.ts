import { Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Param, Query } from '../common/given.js';
import { InstancePathParams, StackPathParams } from '../http/path-params.js';
import { OverrideFindingAnswer, PruneAnswer } from './dto/hygiene-answers.js';
import { PruneOptions } from './dto/prune-options.js';
import { HygieneService } from './hygiene.service.js';

@Api('Overrides', 'stacks/:stack')
export class HygieneController {
  constructor(private readonly hygiene: HygieneService) {}

  @Get('overrides/findings')
  @ApiOperation({ summary: 'List the overrides of a whole stack that change nothing' })
  @Answers(200, 'Redundant and orphaned overrides, by instance.', [OverrideFindingAnswer], [404])
  listStackOverrideFindings(@Param() { stack }: StackPathParams) {
    return this.hygiene.listOfStack(stack);
  }

  @Post('overrides/prune')
  @HttpCode(200)
  @ApiOperation({ summary: 'Drop the overrides of a whole stack that change nothing; what is in effect stays' })
  @Answers(200, 'What was dropped, or would be.', PruneAnswer, [400, 404])
  pruneStackOverrides(@Param() { stack }: StackPathParams, @Query() options: PruneOptions) {
    return this.hygiene.pruneStack(stack, options);
  }

  @Get('instances/:instance/overrides/findings')
  @ApiOperation({ summary: 'List the overrides of an instance that change nothing' })
  @Answers(200, 'Redundant and orphaned overrides.', [OverrideFindingAnswer], [404])
  listOverrideFindings(@Param() path: InstancePathParams) {
    return this.hygiene.list(path);
  }

  @Post('instances/:instance/overrides/prune')
  @HttpCode(200)
  @ApiOperation({ summary: 'Drop the overrides of an instance that change nothing; what is in effect stays' })
  @Answers(200, 'What was dropped, or would be.', PruneAnswer, [400, 404])
  pruneOverrides(@Param() path: InstancePathParams, @Query() options: PruneOptions) {
    return this.hygiene.prune(path, options);
  }
}
