import { applyDecorators, Controller, UseFilters } from '@nestjs/common';
import { ApiExtension, ApiTags } from '@nestjs/swagger';
import { ProblemFilter } from './problem.filter.js';

/** A controller of this API. The filter hangs on it, so that it answers the same inside another application. */
export function Api(group: string, path: string): ClassDecorator {
  return applyDecorators(Controller(path), ApiTags(group), UseFilters(ProblemFilter));
}

/** What the address of this operation shows in the API document, where the usual names do not lead to a success. */
export function Names(examples: Record<string, string>): MethodDecorator {
  return ApiExtension('x-names', examples);
}
