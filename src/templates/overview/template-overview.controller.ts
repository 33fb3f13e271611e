import { Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../../common/answer.js';
import { Api } from '../../common/api.js';
import { Param } from '../../common/given.js';
import { OverridesOverview, StackUsage } from './overview-answers.js';
import { TemplatePathParams } from '../../http/path-params.js';
import { TemplateOverviewService } from './template-overview.service.js';

@Api('Templates', 'services/:template')
export class TemplateOverviewController {
  constructor(private readonly overview: TemplateOverviewService) {}

  @Get('usage')
  @ApiOperation({ summary: 'List the live instances of a template by stack, with their override counts' })
  @Answers(200, 'The stacks by name; empty where nobody uses the template.', [StackUsage], [404])
  listTemplateUsage(@Param() { template }: TemplatePathParams): Promise<StackUsage[]> {
    return this.overview.listUsage(template);
  }

  @Get('overrides')
  @ApiOperation({ summary: 'Which items and settings of a template its live instances override, and how many of them' })
  @Answers(200, 'Per facet the overridden items, most often overridden first.', OverridesOverview, [404])
  listTemplateOverrides(@Param() { template }: TemplatePathParams): Promise<OverridesOverview> {
    return this.overview.getOverrides(template);
  }
}
