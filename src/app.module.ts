import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CatalogModule } from './catalog/catalog.module.js';
import { ComposeModule } from './compose/compose.module.js';
import { EffectiveModule } from './effective/effective.module.js';
import { FindingsModule } from './findings/findings.module.js';
import { HealthModule } from './health/health.module.js';
import { HostAccessModule } from './host-access/host-access.module.js';
import type { HostAccessPolicy } from './host-access/host-access.service.js';
import { HygieneModule } from './hygiene/hygiene.module.js';
import { InstancesModule } from './instances/instances.module.js';
import type { Keyring } from './secrets/keyring.js';
import { LinksModule } from './links/links.module.js';
import { SecretsModule } from './secrets/secrets.module.js';
import { SourcesModule } from './transfer/sources/sources.module.js';
import { StacksModule } from './stacks/stacks.module.js';
import { TemplatesModule } from './templates/templates.module.js';
import { TransferModule } from './transfer/transfer.module.js';
import { VariablesModule } from './variables/variables.module.js';

/** The server: every feature on one data source, which is open before Nest starts. */
@Module({})
export class AppModule {
  static on(
    dataSource: DataSource,
    keyring: Keyring,
    host_access: HostAccessPolicy = 'warn',
    source_urls: string[] = [],
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...dataSource.options, retryAttempts: 0 }),
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
        SecretsModule.with(keyring),
        HostAccessModule.with(host_access),
        SourcesModule.with(source_urls),
        HealthModule,
        StacksModule,
        VariablesModule,
        InstancesModule,
        EffectiveModule,
        ComposeModule,
        HygieneModule,
        LinksModule,
        FindingsModule,
        TemplatesModule,
        CatalogModule,
        TransferModule,
        SourcesModule,
      ],
    };
  }
}
