import { Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Query } from '../common/given.js';
import { AllFindings, ListFindings, Summary } from './dto/all-findings.js';
import { FindingsService } from './findings.service.js';

@Api('Stacks', '')
export class AllFindingsController {
  constructor(private readonly findings: FindingsService) {}

  @Get('findings')
  @ApiOperation({ summary: 'List the findings of all stacks, errors first' })
  @Answers(200, 'Findings, each with its stack. They never block anything.', AllFindings, [400])
  listAllFindings(@Query() query: ListFindings): Promise<AllFindings> {
    return this.findings.listAll(query);
  }

  @Get('summary')
  @ApiOperation({ summary: 'How many stacks, instances, templates, overrides and findings there are' })
  @Answers(200, 'Numbers of one moment.', Summary, [])
  getSummary(): Promise<Summary> {
    return this.findings.summarise();
  }
}
