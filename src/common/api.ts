import { applyDecorators, Controller, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProblemFilter } from './problem.filter.js';

/** A controller of this API. The filter hangs on it, so that it answers the same inside another application. */
export function Api(group: string, path: string): ClassDecorator {
  return applyDecorators(Controller(path), ApiTags(group), UseFilters(ProblemFilter));
}
