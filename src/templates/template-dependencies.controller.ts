import { Get, Put } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { LIMITS } from '../common/limits.js';
import { Api, Names } from '../common/api.js';
import { Body, Param, Query } from '../common/given.js';
import { TemplatePathParams as Path } from '../http/path-params.js';
import { ChangeAnswers } from './dto/change-answers.js';
import { DependencyAnswer } from './dto/template-answers.js';
import { DependencyInput } from './dto/dependency-input.js';
import { isDryRun, WriteOptions } from './dto/write-options.js';
import { TemplateOverviewService } from './overview/template-overview.service.js';
import { TemplatesService } from './templates.service.js';

const BODY = {
  type: 'object',
  required: ['dependencies'],
  properties: {
    dependencies: { type: 'array', items: { $ref: getSchemaPath(DependencyInput) }, maxItems: LIMITS.dependencies },
  },
  additionalProperties: false,
};
const EXAMPLES = {
  example: {
    value: { dependencies: [{ link: 'cache', service: 'redis', condition: 'service_started', required: false }] },
  },
};
const ANSWER = { type: 'array', items: { $ref: getSchemaPath(DependencyAnswer) } };

@Api('Templates', 'services/:template/dependencies')
export class TemplateDependenciesController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly overview: TemplateOverviewService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the templates that a template needs' })
  @Answers(200, 'Their names and conditions, by name.', { schema: ANSWER }, [404])
  listTemplateDependencies(@Param() { template }: Path): Promise<DependencyAnswer[]> {
    return this.templates.listDependencies(template);
  }

  @Put()
  @Names({ template: 'my-postgres' })
  @ApiExtraModels(DependencyInput, DependencyAnswer)
  @ApiBody({ schema: BODY, examples: EXAMPLES })
  @ApiOperation({ summary: 'Replace the templates that a template needs' })
  @ChangeAnswers('What is stored now, defaults applied', ANSWER, [400, 404, 413, 415])
  replaceTemplateDependencies(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return isDryRun(options)
      ? this.overview.previewReplaceDependencies(template, body)
      : this.templates.replaceDependencies(template, body);
  }
}
