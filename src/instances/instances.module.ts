import { Module, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { unnameRestOfPath } from '../common/rest-of-path.js';
import { DatabaseModule } from '../database/database.module.js';
import { EffectiveModule } from '../effective/effective.module.js';
import { HostAccessModule } from '../host-access/host-access.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { AllInstancesController } from './all-instances.controller.js';
import { InstanceTrashController } from './instance-trash.controller.js';
import { InstanceTrashService } from './instance-trash.service.js';
import { InstancesController } from './instances.controller.js';
import { InstancesService } from './instances.service.js';
import { ManyInstancesService } from './many-instances.service.js';
import { OverrideFilesController } from './override-files.controller.js';
import { OverridesController } from './overrides.controller.js';
import { OverridesService } from './overrides.service.js';

/** Instances, their trash and their overrides. The trash comes first, so that no instance route takes its path. */
@Module({
  imports: [DatabaseModule, EffectiveModule, HostAccessModule, SecretsModule],
  controllers: [
    AllInstancesController,
    InstanceTrashController,
    InstancesController,
    OverridesController,
    OverrideFilesController,
  ],
  providers: [InstancesService, InstanceTrashService, ManyInstancesService, OverridesService],
  exports: [InstancesService, InstanceTrashService, ManyInstancesService, OverridesService],
})
export class InstancesModule implements NestModule {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  configure(): void {
    unnameRestOfPath(this.adapterHost);
  }
}
