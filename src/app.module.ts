import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CatalogModule } from './catalog/catalog.module.js';
import { EffectiveModule } from './effective/effective.module.js';
import { HealthModule } from './health/health.module.js';
import { HygieneModule } from './hygiene/hygiene.module.js';
import { InstancesModule } from './instances/instances.module.js';
import { StacksModule } from './stacks/stacks.module.js';
import { TemplatesModule } from './templates/templates.module.js';

/** The server: every feature on one data source, which is open before Nest starts. */
@Module({})
export class AppModule {
  static on(dataSource: DataSource): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...dataSource.options, retryAttempts: 0 }),
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
        HealthModule,
        StacksModule,
        InstancesModule,
        EffectiveModule,
        HygieneModule,
        TemplatesModule,
        CatalogModule,
      ],
    };
  }
}
