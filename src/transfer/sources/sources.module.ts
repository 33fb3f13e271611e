import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseModule } from '../../database/database.module.js';
import { SecretsModule } from '../../secrets/secrets.module.js';
import { TransferModule } from '../transfer.module.js';
import { SOURCE_URLS } from './address.js';
import { SourceSchedule } from './source-schedule.js';
import { SourcesController } from './sources.controller.js';
import { SourcesService } from './sources.service.js';

/** Repositories that stacks are kept up to. Nobody looks at them unasked before `SourceSchedule.start()`. */
@Module({
  imports: [DatabaseModule, SecretsModule, TransferModule],
  controllers: [SourcesController],
  providers: [SourcesService, SourceSchedule],
  exports: [SourcesService, SourceSchedule],
})
export class SourcesModule {
  /** Prefixes of addresses that are let in besides https ones of public hosts; given once, at the root of the application. */
  static with(urls: string[]): DynamicModule {
    return {
      module: LetInUrls,
      global: true,
      providers: [{ provide: SOURCE_URLS, useValue: urls }],
      exports: [SOURCE_URLS],
    };
  }
}

@Module({})
class LetInUrls {}
