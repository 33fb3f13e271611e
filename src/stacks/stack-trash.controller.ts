import { Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api, Names } from '../common/api.js';
import { Takes } from '../common/example.js';
import { Body, Param, Query } from '../common/given.js';
import type { Page } from '../common/paging.js';
import { StackPathParams } from '../http/path-params.js';
import { TrashQuery } from '../http/trash-query.js';
import { StackAnswer, TrashedStack } from './dto/stack-answers.js';
import { RestoreStack } from './dto/stack-inputs.js';
import { ListTrashedStacks } from './dto/stack-lists.js';
import { StackTrashService } from './stack-trash.service.js';

@Api('Trash', 'stacks/trash')
export class StackTrashController {
  constructor(private readonly trash: StackTrashService) {}

  @Get()
  @ApiOperation({ summary: 'List the deleted stacks, newest first' })
  @Answers(200, 'One page of deleted stacks.', [TrashedStack], [400])
  listTrashedStacks(@Query() query: ListTrashedStacks): Promise<Page<TrashedStack>> {
    return this.trash.list(query);
  }

  @Post(':stack/restore')
  @Takes(RestoreStack, {}, { required: false })
  @Names({ stack: 'shop-test' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Restore a deleted stack with exactly the instances that went with it' })
  @Answers(200, 'The restored stack.', StackAnswer, [400, 404, 409, 413, 415])
  restoreStack(
    @Param() { stack }: StackPathParams,
    @Query() which: TrashQuery,
    @Body() body?: RestoreStack,
  ): Promise<StackAnswer> {
    return this.trash.restore(stack, body, which);
  }

  @Delete(':stack')
  @Names({ stack: 'shop-test' })
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete one trashed stack with its variables, instances and overrides for good' })
  @Answers(204, 'It is gone.', undefined, [400, 404])
  purgeStack(@Param() { stack }: StackPathParams, @Query() which: TrashQuery): Promise<void> {
    return this.trash.purge(stack, which);
  }
}
