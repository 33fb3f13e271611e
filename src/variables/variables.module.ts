import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { VariablesController } from './variables.controller.js';
import { VariablesService } from './variables.service.js';

/** The variables of stacks: values that their instances share. */
@Module({
  imports: [DatabaseModule, SecretsModule],
  controllers: [VariablesController],
  providers: [VariablesService],
  exports: [VariablesService],
})
export class VariablesModule {}
