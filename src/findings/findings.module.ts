import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { EffectiveModule } from '../effective/effective.module.js';
import { HostAccessModule } from '../host-access/host-access.module.js';
import { AllFindingsController } from './all-findings.controller.js';
import { FindingsController } from './findings.controller.js';
import { FindingsService } from './findings.service.js';

/** Clashes between instances, dependencies that lead nowhere, secrets without value: found, explained, never blocking. */
@Module({
  imports: [DatabaseModule, HostAccessModule, EffectiveModule],
  controllers: [FindingsController, AllFindingsController],
  providers: [FindingsService],
  exports: [FindingsService],
})
export class FindingsModule {}
