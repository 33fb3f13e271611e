import { applyDecorators, Body, Param, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { type FacetName, facetOf } from '../facets/facets.js';
import { TemplatePathParams as Path } from './dto/path-params.js';
import { FacetBody, facetSchema } from './dto/template-items.js';
import { TemplatesService } from './templates.service.js';

/** The route of a whole-facet write with its documentation. */
function PutFacet(name: FacetName): MethodDecorator {
  const stored = { schema: facetSchema(name) };
  return applyDecorators(
    Put(facetOf(name).path),
    FacetBody(name),
    ApiOperation({ summary: `Replace the ${name.replace('_', ' ')} of a template` }),
    Answers(200, 'What is stored now, defaults applied.', stored, [400, 404, 413, 415]),
  );
}

@Api('Templates', 'services/:template')
export class TemplateFacetsController {
  constructor(private readonly templates: TemplatesService) {}

  @PutFacet('ports')
  putPorts(@Param() { template }: Path, @Body() body: unknown) {
    return this.templates.replaceFacet(template, 'ports', body);
  }

  @PutFacet('volumes')
  putVolumes(@Param() { template }: Path, @Body() body: unknown) {
    return this.templates.replaceFacet(template, 'volumes', body);
  }

  @PutFacet('env_vars')
  putEnvVars(@Param() { template }: Path, @Body() body: unknown) {
    return this.templates.replaceFacet(template, 'env_vars', body);
  }

  @PutFacet('labels')
  putLabels(@Param() { template }: Path, @Body() body: unknown) {
    return this.templates.replaceFacet(template, 'labels', body);
  }

  @PutFacet('domains')
  putDomains(@Param() { template }: Path, @Body() body: unknown) {
    return this.templates.replaceFacet(template, 'domains', body);
  }

  @PutFacet('healthcheck')
  putHealthcheck(@Param() { template }: Path, @Body() body: unknown) {
    return this.templates.replaceFacet(template, 'healthcheck', body);
  }

  @PutFacet('config_files')
  putFiles(@Param() { template }: Path, @Body() body: unknown) {
    return this.templates.replaceFacet(template, 'config_files', body);
  }
}
