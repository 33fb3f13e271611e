import { Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api, Names } from '../common/api.js';
import { Takes } from '../common/example.js';
import { Body, Param, Query } from '../common/given.js';
import type { Page } from '../common/paging.js';
import { InstancePathParams, StackPathParams } from '../http/path-params.js';
import { TrashQuery } from '../http/trash-query.js';
import { InstanceSummary, TrashedInstance } from './dto/instance-answers.js';
import { RestoreInstance } from './dto/instance-inputs.js';
import { ListTrashedInstances } from './dto/instance-lists.js';
import { InstanceTrashService } from './instance-trash.service.js';

@Api('Trash', 'stacks/:stack/instances/trash')
export class InstanceTrashController {
  constructor(private readonly trash: InstanceTrashService) {}

  @Get()
  @ApiOperation({ summary: 'List the deleted instances of a stack, newest first' })
  @Answers(200, 'One page of deleted instances.', [TrashedInstance], [400, 404])
  listTrashedInstances(
    @Param() { stack }: StackPathParams,
    @Query() query: ListTrashedInstances,
  ): Promise<Page<TrashedInstance>> {
    return this.trash.list(stack, query);
  }

  @Post(':instance/restore')
  @Takes(RestoreInstance, {}, { required: false })
  @Names({ instance: 'reports' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Restore a deleted instance with all its overrides' })
  @Answers(200, 'The restored instance.', InstanceSummary, [400, 404, 409, 413, 415])
  restoreInstance(
    @Param() path: InstancePathParams,
    @Query() which: TrashQuery,
    @Body() body?: RestoreInstance,
  ): Promise<InstanceSummary> {
    return this.trash.restore(path, body, which);
  }

  @Delete(':instance')
  @Names({ instance: 'reports' })
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete one trashed instance for good' })
  @Answers(204, 'It is gone.', undefined, [400, 404])
  purgeInstance(@Param() path: InstancePathParams, @Query() which: TrashQuery): Promise<void> {
    return this.trash.purge(path, which);
  }
}
