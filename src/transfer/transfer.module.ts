import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { EffectiveModule } from '../effective/effective.module.js';
import { HostAccessModule } from '../host-access/host-access.module.js';
import { InstancesModule } from '../instances/instances.module.js';
import { LinksModule } from '../links/links.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { StacksModule } from '../stacks/stacks.module.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { VariablesModule } from '../variables/variables.module.js';
import { ComposePlanner } from './compose.planner.js';
import { StackExportService } from './stack-export.service.js';
import { StackFilePlanner } from './stack-file.planner.js';
import { StackImportService } from './stack-import.service.js';
import { StackTransferController } from './stack-transfer.controller.js';
import { TemplateImportController } from './template-import.controller.js';
import { TemplateImportService } from './template-import.service.js';
import { VariableRemovals } from './variable-removals.js';

/** Files that come in as templates and stacks, and stacks that go out as files. */
@Module({
  imports: [
    DatabaseModule,
    EffectiveModule,
    HostAccessModule,
    InstancesModule,
    LinksModule,
    SecretsModule,
    StacksModule,
    TemplatesModule,
    VariablesModule,
  ],
  controllers: [TemplateImportController, StackTransferController],
  providers: [
    ComposePlanner,
    StackFilePlanner,
    StackExportService,
    StackImportService,
    TemplateImportService,
    VariableRemovals,
  ],
  exports: [StackExportService, StackImportService, TemplateImportService],
})
export class TransferModule {}
