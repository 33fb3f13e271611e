import { Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Param } from '../common/given.js';
import { InstancePathParams } from '../http/path-params.js';
import { Dependants } from './dto/dependants-answers.js';
import { EffectiveService } from './effective.service.js';

@Api('Effective config', 'stacks/:stack/instances/:instance/dependants')
export class DependantsController {
  constructor(private readonly effective: EffectiveService) {}

  @Get()
  @ApiOperation({ summary: 'Who refers to an instance, directly or through others, and whose links lead to it' })
  @Answers(200, 'The texts that refer to it, and the links.', Dependants, [404])
  getDependants(@Param() path: InstancePathParams): Promise<Dependants> {
    return this.effective.getDependants(path);
  }
}
