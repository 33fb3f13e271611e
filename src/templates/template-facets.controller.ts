import { applyDecorators, Body, Param, Put, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Api, Names } from '../common/api.js';
import { type FacetName, facetOf } from '../facets/facets.js';
import { ChangeAnswers } from './dto/change-answers.js';
import { TemplatePathParams as Path } from './dto/path-params.js';
import { FacetBody, facetSchema } from './dto/template-items.js';
import { isDryRun, WriteOptions } from './dto/write-options.js';
import { TemplateOverviewService } from './template-overview.service.js';
import { TemplatesService } from './templates.service.js';

/** The route of a whole-facet write with its documentation. */
function PutFacet(name: FacetName): MethodDecorator {
  return applyDecorators(
    Put(facetOf(name).path),
    Names({ template: 'my-postgres' }),
    FacetBody(name),
    ApiOperation({ summary: `Replace the ${name.replace('_', ' ')} of a template` }),
    ChangeAnswers('What is stored now, defaults applied', facetSchema(name), [400, 404, 413, 415]),
  );
}

@Api('Templates', 'services/:template')
export class TemplateFacetsController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly overview: TemplateOverviewService,
  ) {}

  @PutFacet('ports')
  replaceTemplatePorts(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'ports', options, body);
  }

  @PutFacet('volumes')
  replaceTemplateVolumes(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'volumes', options, body);
  }

  @PutFacet('env_vars')
  replaceTemplateEnvVars(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'env_vars', options, body);
  }

  @PutFacet('labels')
  replaceTemplateLabels(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'labels', options, body);
  }

  @PutFacet('domains')
  replaceTemplateDomains(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'domains', options, body);
  }

  @PutFacet('healthcheck')
  replaceTemplateHealthcheck(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'healthcheck', options, body);
  }

  @PutFacet('config_files')
  replaceTemplateFiles(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'config_files', options, body);
  }

  private put(template: string, name: FacetName, options: WriteOptions, body: unknown) {
    return isDryRun(options)
      ? this.overview.previewReplaceFacet(template, name, body)
      : this.templates.replaceFacet(template, name, body);
  }
}
