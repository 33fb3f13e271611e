import { applyDecorators, Delete, Get, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { AnswerWithHeaders, SaysMore } from '../common/response-headers.interceptor.js';
import { type FacetName, facetOf } from '../facets/facets.js';
import { FacetBody, facetSchema, PatchBody } from './dto/override-rows.js';
import type { PatchResult } from './patch-result.js';

/** The routes that every facet has, with their documentation: one decorator per verb. */

export function GetFacet(name: FacetName): MethodDecorator {
  const facet = facetOf(name);
  return applyDecorators(
    Get(facet.path),
    ApiOperation({ summary: `List the overridden ${name.replace('_', ' ')} of an instance` }),
    Answers(200, 'The stored override rows.', { schema: facetSchema(facet) }, [404]),
  );
}

export function PutFacet(name: FacetName): MethodDecorator {
  const facet = facetOf(name);
  return applyDecorators(
    Put(facet.path),
    FacetBody(name),
    ApiOperation({ summary: `Replace the overridden ${name.replace('_', ' ')} of an instance` }),
    Answers(
      200,
      'The stored override rows, defaults applied.',
      { schema: facetSchema(facet) },
      [400, 404, 413, 415, 422],
    ),
  );
}

export function PatchFacet(name: FacetName): MethodDecorator {
  const facet = facetOf(name);
  const reset = 'Keys of removals that came to a reset, because only the instance had added the item.';
  const answer = { schema: facetSchema(facet), headers: { 'X-Reset-Keys': textHeader(reset) } };
  return applyDecorators(
    Patch(facet.path),
    SaysMore(),
    PatchBody(name),
    ApiOperation({ summary: `Set, remove and reset single ${name.replace('_', ' ')} of an instance, all or nothing` }),
    Answers(200, 'The stored override rows.', answer, [400, 404, 413, 415, 422]),
  );
}

function textHeader(description: string) {
  return { description, schema: { type: 'string' as const } };
}

const HEADER_LENGTH = 2000;

/** As many as fit into a header that every client takes, then how many more there are. */
function shortList(keys: string[]): string {
  const fitting = keys.filter((_, index) => keys.slice(0, index + 1).join(', ').length <= HEADER_LENGTH);
  const more = keys.length - fitting.length;
  return [...fitting, ...(more > 0 ? [`+${more}`] : [])].join(', ');
}

/** What a patch answers: the stored rows, and in X-Reset-Keys (percent-encoded) the removals that came to a reset. */
export function toPatchAnswer({ rows, reset }: PatchResult<FacetName>): AnswerWithHeaders {
  const keys = shortList(reset.map((key) => encodeURIComponent(key)));
  return new AnswerWithHeaders(rows, reset.length > 0 ? { 'X-Reset-Keys': keys } : {});
}

export function ResetFacet(name: FacetName): MethodDecorator {
  return applyDecorators(
    Delete(facetOf(name).path),
    HttpCode(204),
    ApiOperation({ summary: `Reset the ${name.replace('_', ' ')} of an instance to those of its template` }),
    Answers(204, 'The template shows through again.', undefined, [404]),
  );
}
