import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import { ApiExtension, ApiTags } from '@nestjs/swagger';
import { DeclaredOnly } from './declared-only.guard.js';
import { ProblemFilter } from './problem.filter.js';
import { ShowGiven } from './show-given.js';

/** A controller of this API. Filter and guard hang on it, so that it answers the same inside another application. */
export function Api(group: string, path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    ApiTags(group),
    UseFilters(ProblemFilter),
    UseGuards(DeclaredOnly),
    ShowGiven(),
  );
}

/** What the address of this operation shows in the API document, where the usual names do not lead to a success. */
export function Names(examples: Record<string, string>): MethodDecorator {
  return ApiExtension('x-names', examples);
}
