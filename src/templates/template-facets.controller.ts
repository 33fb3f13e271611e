import { Api } from '../common/api.js';
import { Body, Param, Query } from '../common/given.js';
import type { FacetName } from '../facets/facets.js';
import { TemplatePathParams as Path } from '../http/path-params.js';
import { isDryRun, WriteOptions } from './dto/write-options.js';
import { GetFacet, PutFacet } from './template-facet-routes.js';
import { TemplateOverviewService } from './overview/template-overview.service.js';
import { TemplatesService } from './templates.service.js';

@Api('Templates', 'services/:template')
export class TemplateFacetsController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly overview: TemplateOverviewService,
  ) {}

  @GetFacet('ports')
  listTemplatePorts(@Param() { template }: Path) {
    return this.templates.getFacet(template, 'ports');
  }

  @PutFacet('ports')
  replaceTemplatePorts(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'ports', options, body);
  }

  @GetFacet('volumes')
  listTemplateVolumes(@Param() { template }: Path) {
    return this.templates.getFacet(template, 'volumes');
  }

  @PutFacet('volumes')
  replaceTemplateVolumes(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'volumes', options, body);
  }

  @GetFacet('env_vars')
  listTemplateEnvVars(@Param() { template }: Path) {
    return this.templates.getFacet(template, 'env_vars');
  }

  @PutFacet('env_vars')
  replaceTemplateEnvVars(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'env_vars', options, body);
  }

  @GetFacet('labels')
  listTemplateLabels(@Param() { template }: Path) {
    return this.templates.getFacet(template, 'labels');
  }

  @PutFacet('labels')
  replaceTemplateLabels(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'labels', options, body);
  }

  @GetFacet('domains')
  listTemplateDomains(@Param() { template }: Path) {
    return this.templates.getFacet(template, 'domains');
  }

  @PutFacet('domains')
  replaceTemplateDomains(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'domains', options, body);
  }

  @GetFacet('healthcheck')
  getTemplateHealthcheck(@Param() { template }: Path) {
    return this.templates.getFacet(template, 'healthcheck');
  }

  @PutFacet('healthcheck')
  replaceTemplateHealthcheck(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'healthcheck', options, body);
  }

  @GetFacet('config_files')
  listTemplateFiles(@Param() { template }: Path) {
    return this.templates.getFacet(template, 'config_files');
  }

  @PutFacet('config_files')
  replaceTemplateFiles(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'config_files', options, body);
  }

  @GetFacet('options')
  listTemplateOptions(@Param() { template }: Path) {
    return this.templates.getFacet(template, 'options');
  }

  @PutFacet('options')
  replaceTemplateOptions(@Param() { template }: Path, @Query() options: WriteOptions, @Body() body: unknown) {
    return this.put(template, 'options', options, body);
  }

  private put(template: string, name: FacetName, options: WriteOptions, body: unknown) {
    return isDryRun(options)
      ? this.overview.previewReplaceFacet(template, name, body)
      : this.templates.replaceFacet(template, name, body);
  }
}
