import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { EffectiveModule } from '../effective/effective.module.js';
import { InstancesModule } from '../instances/instances.module.js';
import { HygieneController } from './hygiene.controller.js';
import { HygieneService } from './hygiene.service.js';

/** Overrides that change nothing: found, explained, pruned. */
@Module({
  imports: [DatabaseModule, EffectiveModule, InstancesModule],
  controllers: [HygieneController],
  providers: [HygieneService],
  exports: [HygieneService],
})
export class HygieneModule {}
