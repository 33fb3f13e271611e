import { Delete, Get, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Body, Param } from '../common/given.js';
import { LIMITS } from '../common/limits.js';
import { StackPathParams } from '../http/path-params.js';
import { Variable } from './dto/variable.js';
import { VariablePatchBody, VariablesBody } from './dto/variable-bodies.js';
import { VariablesService } from './variables.service.js';

const STORED = {
  schema: { type: 'array', items: { $ref: getSchemaPath(Variable) }, maxItems: LIMITS.items },
};

@Api('Variables', 'stacks/:stack/variables')
export class VariablesController {
  constructor(private readonly variables: VariablesService) {}

  @Get()
  @ApiOperation({ summary: 'List the variables of a stack' })
  @Answers(200, 'The variables by key; secrets are masked.', STORED, [404])
  listVariables(@Param() { stack }: StackPathParams) {
    return this.variables.list(stack);
  }

  @Put()
  @VariablesBody()
  @ApiOperation({ summary: 'Replace the variables of a stack' })
  @Answers(200, 'The stored variables, defaults applied.', STORED, [400, 404, 413, 415, 422])
  replaceVariables(@Param() { stack }: StackPathParams, @Body() body: unknown) {
    return this.variables.replace(stack, body);
  }

  @Patch()
  @VariablePatchBody()
  @ApiOperation({ summary: 'Set and remove single variables of a stack, all or nothing' })
  @Answers(200, 'The stored variables.', STORED, [400, 404, 413, 415, 422])
  patchVariables(@Param() { stack }: StackPathParams, @Body() body: unknown) {
    return this.variables.patch(stack, body);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove all variables of a stack' })
  @Answers(204, 'It has none any more.', undefined, [404])
  removeVariables(@Param() { stack }: StackPathParams) {
    return this.variables.remove(stack);
  }
}
