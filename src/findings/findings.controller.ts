import { Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Param } from '../common/given.js';
import { StackPathParams } from '../http/path-params.js';
import { StackFindings } from './dto/finding-answers.js';
import { FindingsService } from './findings.service.js';

@Api('Stacks', 'stacks/:stack/findings')
export class FindingsController {
  constructor(private readonly findings: FindingsService) {}

  @Get()
  @ApiOperation({
    summary: 'What may keep a stack from running as meant: clashes, dependencies, secrets without value',
  })
  @Answers(200, 'Findings, errors first. They never block anything.', StackFindings, [404])
  listStackFindings(@Param() { stack }: StackPathParams) {
    return this.findings.list(stack);
  }
}
