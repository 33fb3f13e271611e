import { applyDecorators, Controller, UseFilters, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProblemFilter } from './problem.filter.js';
import { ResponseHeadersInterceptor } from './response-headers.interceptor.js';

/** A controller of this API. Filter and interceptor hang on it, so that it answers the same inside another application. */
export function Api(group: string, path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    ApiTags(group),
    UseFilters(ProblemFilter),
    UseInterceptors(ResponseHeadersInterceptor),
  );
}
