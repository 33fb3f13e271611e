import { Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api, Names } from '../common/api.js';
import { Takes } from '../common/example.js';
import { Body, Param, Query } from '../common/given.js';
import type { Page } from '../common/paging.js';
import { CreatedAt } from '../common/response-headers.interceptor.js';
import { InstancePathParams, StackPathParams } from '../http/path-params.js';
import { InstanceDeletePreview, InstanceDetail, InstanceSummary, RenamedInstance } from './dto/instance-answers.js';
import { ListInstances } from './dto/instance-lists.js';
import { CopyOptions } from '../http/copy-options.js';
import { CreateInstance, DuplicateInstance, RenameInstance, UpdateInstance } from './dto/instance-inputs.js';
import { InstancesService } from './instances.service.js';

const CREATE_EXAMPLES = {
  by_name: { summary: 'By the name of the template', value: { instance_id: 'db', template: 'postgres' } },
  with_settings: {
    summary: 'With settings that differ from the template',
    value: { instance_id: 'db', template: 'postgres', settings: { image_tag: '16.6', restart_policy: 'always' } },
  },
  with_overrides: {
    summary: 'With overrides, in the same call',
    value: {
      ...{ instance_id: 'db', template: 'postgres' },
      ports: [{ host_port: 15432, container_port: 5432 }],
      env_vars: [{ key: 'POSTGRES_DB', value: 'shop' }],
    },
  },
};

@Api('Instances', 'stacks/:stack/instances')
export class InstancesController {
  constructor(private readonly instances: InstancesService) {}

  @Get()
  @ApiOperation({ summary: 'List the instances of a stack in the order of creation, with their override counts' })
  @Answers(200, 'One page of instances; the Link header leads to the next.', [InstanceSummary], [400, 404])
  listInstances(@Param() { stack }: StackPathParams, @Query() query: ListInstances): Promise<Page<InstanceSummary>> {
    return this.instances.list(stack, query);
  }

  @Post()
  @ApiBody({ type: CreateInstance, examples: CREATE_EXAMPLES })
  @CreatedAt('instance_id')
  @ApiOperation({ summary: 'Create an instance of a template, with what it overrides' })
  @Answers(
    201,
    'The new instance; its address is in the Location header.',
    InstanceSummary,
    [400, 404, 409, 413, 415, 422],
  )
  createInstance(@Param() { stack }: StackPathParams, @Body() body: CreateInstance): Promise<InstanceSummary> {
    return this.instances.create(stack, body);
  }

  @Get(':instance')
  @ApiOperation({ summary: 'Get an instance with all its overrides' })
  @Answers(200, 'The instance and its override rows of every facet.', InstanceDetail, [404])
  getInstance(@Param() path: InstancePathParams): Promise<InstanceDetail> {
    return this.instances.get(path);
  }

  @Put(':instance')
  @Takes(UpdateInstance, { settings: { image_tag: '16.6' } })
  @ApiOperation({
    summary: 'Change description, enabled or settings; what is left out stays, null follows the template',
  })
  @Answers(200, 'The changed instance.', InstanceSummary, [400, 404, 413, 415])
  updateInstance(@Param() path: InstancePathParams, @Body() body: UpdateInstance): Promise<InstanceSummary> {
    return this.instances.update(path, body);
  }

  @Delete(':instance')
  @Names({ instance: 'reports' })
  @ApiTags('Trash')
  @HttpCode(204)
  @ApiOperation({ summary: 'Move an instance to the trash with all its overrides' })
  @Answers(204, 'It is in the trash.', undefined, [404])
  removeInstance(@Param() path: InstancePathParams): Promise<void> {
    return this.instances.remove(path);
  }

  @Post(':instance/duplicate')
  @Takes(DuplicateInstance, { instance_id: 'db-copy' }, { required: false })
  @CreatedAt('instance_id', 2)
  @ApiOperation({ summary: 'Copy an instance within its stack, with every override and setting' })
  @Answers(201, 'The copy; its address is in the Location header.', InstanceSummary, [400, 404, 409, 413, 415])
  duplicateInstance(
    @Param() path: InstancePathParams,
    @Query() options: CopyOptions,
    @Body() body?: DuplicateInstance,
  ): Promise<InstanceSummary> {
    return this.instances.duplicate(path, body, options);
  }

  @Post(':instance/rename')
  @HttpCode(200)
  @Takes(RenameInstance, { instance_id: 'reports' })
  @Names({ instance: 'db-copy' })
  @ApiOperation({ summary: 'Rename an instance; its id and overrides stay, its container gets the new name' })
  @Answers(
    200,
    'The renamed instance, and how many references name it anew.',
    RenamedInstance,
    [400, 404, 409, 413, 415],
  )
  renameInstance(@Param() path: InstancePathParams, @Body() body: RenameInstance): Promise<RenamedInstance> {
    return this.instances.rename(path, body);
  }

  @Put(':instance/rename')
  @Takes(RenameInstance, { instance_id: 'reports' })
  @Names({ instance: 'reports' })
  @ApiOperation({ summary: 'Rename an instance, by the verb of earlier versions', deprecated: true })
  @Answers(
    200,
    'The renamed instance, and how many references name it anew.',
    RenamedInstance,
    [400, 404, 409, 413, 415],
  )
  renameInstanceByPut(@Param() path: InstancePathParams, @Body() body: RenameInstance): Promise<RenamedInstance> {
    return this.renameInstance(path, body);
  }

  @Get(':instance/delete-preview')
  @ApiOperation({ summary: 'What deleting the instance would take away' })
  @Answers(200, 'Names and counts as they are now.', InstanceDeletePreview, [404])
  previewRemoveInstance(@Param() path: InstancePathParams): Promise<InstanceDeletePreview> {
    return this.instances.previewDelete(path);
  }
}
