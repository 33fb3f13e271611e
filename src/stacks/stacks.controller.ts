import { Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api, Names } from '../common/api.js';
import { Takes } from '../common/example.js';
import { Body, Param, Query } from '../common/given.js';
import type { Page } from '../common/paging.js';
import { CreatedAt } from '../common/response-headers.interceptor.js';
import { StackPathParams } from '../http/path-params.js';
import { StackAnswer, StackDeletePreview } from './dto/stack-answers.js';
import { CopyOptions } from '../http/copy-options.js';
import { CloneStack, CreateStack, RenameStack, UpdateStack } from './dto/stack-inputs.js';
import { ListStacks } from './dto/stack-lists.js';
import { StacksService } from './stacks.service.js';

@Api('Stacks', 'stacks')
export class StacksController {
  constructor(private readonly stacks: StacksService) {}

  @Get()
  @ApiOperation({ summary: 'List the stacks with the counts of their instances, overrides and variables' })
  @Answers(200, 'One page of stacks; the Link header leads to the next.', [StackAnswer], [400])
  listStacks(@Query() query: ListStacks): Promise<Page<StackAnswer>> {
    return this.stacks.list(query);
  }

  @Post()
  @CreatedAt('name')
  @ApiOperation({ summary: 'Create an empty stack' })
  @Answers(201, 'The new stack; its address is in the Location header.', StackAnswer, [400, 409, 413, 415])
  createStack(@Body() body: CreateStack): Promise<StackAnswer> {
    return this.stacks.create(body);
  }

  @Get(':stack')
  @ApiOperation({ summary: 'Get a stack' })
  @Answers(200, 'The stack.', StackAnswer, [404])
  getStack(@Param() { stack }: StackPathParams): Promise<StackAnswer> {
    return this.stacks.get(stack);
  }

  @Put(':stack')
  @Takes(UpdateStack, { description: 'The shop and what it needs' })
  @ApiOperation({ summary: 'Change description, enabled or network; what is left out stays' })
  @Answers(200, 'The changed stack.', StackAnswer, [400, 404, 409, 413, 415])
  updateStack(@Param() { stack }: StackPathParams, @Body() body: UpdateStack): Promise<StackAnswer> {
    return this.stacks.update(stack, body);
  }

  @Delete(':stack')
  @Names({ stack: 'shop-test' })
  @ApiTags('Trash')
  @HttpCode(204)
  @ApiOperation({ summary: 'Move a stack to the trash, and its live instances with it' })
  @Answers(204, 'It is in the trash.', undefined, [404])
  removeStack(@Param() { stack }: StackPathParams): Promise<void> {
    return this.stacks.remove(stack);
  }

  @Post(':stack/disable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Disable a stack' })
  @Answers(200, 'The stack.', StackAnswer, [404])
  disableStack(@Param() { stack }: StackPathParams): Promise<StackAnswer> {
    return this.stacks.setEnabled(stack, false);
  }

  @Post(':stack/enable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Enable a stack' })
  @Answers(200, 'The stack.', StackAnswer, [404])
  enableStack(@Param() { stack }: StackPathParams): Promise<StackAnswer> {
    return this.stacks.setEnabled(stack, true);
  }

  @Post(':stack/clone')
  @CreatedAt('name', 2)
  @ApiOperation({ summary: 'Copy a stack with its variables, every live instance and all overrides' })
  @Answers(201, 'The new stack; its address is in the Location header.', StackAnswer, [400, 404, 409, 413, 415])
  cloneStack(
    @Param() { stack }: StackPathParams,
    @Query() options: CopyOptions,
    @Body() body: CloneStack,
  ): Promise<StackAnswer> {
    return this.stacks.clone(stack, body, options);
  }

  @Post(':stack/rename')
  @Takes(RenameStack, { name: 'shop-test' })
  @Names({ stack: 'shop-staging' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Rename a stack, its containers and a network named after it; all ids stay' })
  @Answers(200, 'The renamed stack.', StackAnswer, [400, 404, 409, 413, 415])
  renameStack(@Param() { stack }: StackPathParams, @Body() body: RenameStack): Promise<StackAnswer> {
    return this.stacks.rename(stack, body);
  }

  @Get(':stack/delete-preview')
  @ApiOperation({ summary: 'What deleting the stack would take away' })
  @Answers(200, 'Names and counts as they are now.', StackDeletePreview, [404])
  previewRemoveStack(@Param() { stack }: StackPathParams): Promise<StackDeletePreview> {
    return this.stacks.previewDelete(stack);
  }
}
