import { Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api, Names } from '../common/api.js';
import { Takes } from '../common/example.js';
import { Body, Param, Query } from '../common/given.js';
import type { Page } from '../common/paging.js';
import { CreatedAt, SaysMore } from '../common/response-headers.interceptor.js';
import { TemplatePathParams } from '../http/path-params.js';
import { ChangeAnswers } from './dto/change-answers.js';
import type { TemplateImpact } from './impact/impact-answers.js';
import { TemplateDetail, TemplateSummary } from './dto/template-answers.js';
import { CreateTemplate, UpdateTemplate } from './dto/template-inputs.js';
import { ListTemplates } from './dto/template-list.js';
import { isDryRun, WriteOptions } from './dto/write-options.js';
import { TemplateOverviewService } from './overview/template-overview.service.js';
import { TemplatesService } from './templates.service.js';

const CREATE_EXAMPLE = {
  ...{ name: 'my-postgres', category: 'database', image_name: 'postgres', image_tag: '17.2' },
  ports: [{ host_port: 15432, container_port: 5432 }],
  env_vars: [{ key: 'POSTGRES_PASSWORD', value: 'change-me', is_secret: true }],
};

/** Whole templates, where their facets are included. */
const PAGE = {
  type: 'array',
  items: { anyOf: [{ $ref: getSchemaPath(TemplateDetail) }, { $ref: getSchemaPath(TemplateSummary) }] },
};

@Api('Templates', 'services')
export class TemplatesController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly overview: TemplateOverviewService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the templates of the catalogue with the number of their live instances' })
  @SaysMore()
  @ApiExtraModels(TemplateSummary, TemplateDetail)
  @Answers(200, 'One page of templates; the Link header leads to the next.', { schema: PAGE }, [400])
  listTemplates(@Query() query: ListTemplates): Promise<Page<TemplateSummary>> {
    return this.templates.list(query);
  }

  @Post()
  @Takes(CreateTemplate, CREATE_EXAMPLE)
  @CreatedAt('name')
  @ApiOperation({ summary: 'Create a template with its items and dependencies' })
  @Answers(201, 'The new template; its address is in the Location header.', TemplateDetail, [400, 409, 413, 415])
  createTemplate(@Body() body: CreateTemplate): Promise<TemplateDetail> {
    return this.templates.create(body);
  }

  @Get(':template')
  @ApiOperation({ summary: 'Get a template with its items and dependencies' })
  @Answers(200, 'The template, its lists in their fixed order.', TemplateDetail, [404])
  getTemplate(@Param() { template }: TemplatePathParams): Promise<TemplateDetail> {
    return this.templates.get(template);
  }

  @Put(':template')
  @Takes(UpdateTemplate, { description: 'For reports', image_tag: '17.3' })
  @Names({ template: 'my-postgres' })
  @ApiOperation({ summary: 'Change a template; what is left out stays, a list that is given is replaced as a whole' })
  @ChangeAnswers('The changed template', { $ref: getSchemaPath(TemplateDetail) }, [400, 404, 409, 413, 415])
  updateTemplate(
    @Param() { template }: TemplatePathParams,
    @Query() options: WriteOptions,
    @Body() body: UpdateTemplate,
  ): Promise<TemplateDetail | TemplateImpact> {
    return isDryRun(options) ? this.overview.previewUpdate(template, body) : this.templates.update(template, body);
  }

  @Delete(':template')
  @Names({ template: 'my-postgres' })
  @ApiTags('Trash')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a template that no instance, live or trashed, and no other template needs' })
  @Answers(204, 'It is gone.', undefined, [404, 409])
  removeTemplate(@Param() { template }: TemplatePathParams): Promise<void> {
    return this.templates.remove(template);
  }
}
