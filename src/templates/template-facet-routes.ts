import { applyDecorators, Get, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Names } from '../common/api.js';
import { type FacetName, facetOf } from '../facets/facets.js';
import { ChangeAnswers } from './dto/change-answers.js';
import { FacetBody, facetSchema } from './dto/template-items.js';

/** The route that reads one facet of a template, with its documentation. */
export function GetFacet(name: FacetName): MethodDecorator {
  return applyDecorators(
    Get(facetOf(name).path),
    ApiOperation({ summary: `List the ${name.replace('_', ' ')} of a template` }),
    Answers(200, 'The stored items in their fixed order; secrets are masked.', { schema: facetSchema(name) }, [404]),
  );
}

/** The route of a whole-facet write with its documentation. */
export function PutFacet(name: FacetName): MethodDecorator {
  return applyDecorators(
    Put(facetOf(name).path),
    Names({ template: 'my-postgres' }),
    FacetBody(name),
    ApiOperation({ summary: `Replace the ${name.replace('_', ' ')} of a template` }),
    ChangeAnswers('What is stored now, defaults applied', facetSchema(name), [400, 404, 413, 415]),
  );
}
