import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { InstancesModule } from '../instances/instances.module.js';
import { VariablesModule } from '../variables/variables.module.js';
import { StackTrashController } from './stack-trash.controller.js';
import { StackTrashService } from './stack-trash.service.js';
import { StacksController } from './stacks.controller.js';
import { StacksService } from './stacks.service.js';

/** Stacks and their trash. The trash comes first, so that no stack route takes its path. */
@Module({
  imports: [DatabaseModule, InstancesModule, VariablesModule],
  controllers: [StackTrashController, StacksController],
  providers: [StacksService, StackTrashService],
  exports: [StacksService, StackTrashService],
})
export class StacksModule {}
