import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { DependantsController } from './dependants.controller.js';
import { DiffController } from './diff.controller.js';
import { EffectiveController } from './effective.controller.js';
import { EffectiveService } from './effective.service.js';

@Module({
  imports: [DatabaseModule, SecretsModule],
  controllers: [EffectiveController, DependantsController, DiffController],
  providers: [EffectiveService],
  exports: [EffectiveService],
})
export class EffectiveModule {}
