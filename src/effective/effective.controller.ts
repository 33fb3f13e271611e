import { Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Param, Query } from '../common/given.js';
import { InstancePathParams } from '../http/path-params.js';
import { EffectiveConfig } from './dto/effective-answers.js';
import { EffectiveOptions } from './dto/effective-options.js';
import { EffectiveService } from './effective.service.js';

@Api('Effective config', 'stacks/:stack/instances/:instance/effective-config')
export class EffectiveController {
  constructor(private readonly effective: EffectiveService) {}

  @Get()
  @ApiOperation({ summary: 'What would really run: template and overrides combined, with the source of every item' })
  @Answers(200, 'The effective config.', EffectiveConfig, [400, 404])
  getEffectiveConfig(@Param() path: InstancePathParams, @Query() options: EffectiveOptions) {
    return this.effective.get(path, options);
  }
}
