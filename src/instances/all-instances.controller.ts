import { Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Query } from '../common/given.js';
import type { Page } from '../common/paging.js';
import { InstanceOfStack } from './dto/instance-answers.js';
import { ListAllInstances } from './dto/instance-lists.js';
import { InstancesService } from './instances.service.js';

@Api('Instances', 'instances')
export class AllInstancesController {
  constructor(private readonly instances: InstancesService) {}

  @Get()
  @ApiOperation({ summary: 'List the instances of all stacks, with their override counts' })
  @Answers(200, 'One page of instances; the Link header leads to the next.', [InstanceOfStack], [400])
  listAllInstances(@Query() query: ListAllInstances): Promise<Page<InstanceOfStack>> {
    return this.instances.listAll(query);
  }
}
