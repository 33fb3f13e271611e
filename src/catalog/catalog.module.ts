import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { CatalogService } from './catalog.service.js';

/** Loading the shipped catalogue, or any folder of Compose files that is laid out like it. */
@Module({
  imports: [DatabaseModule, SecretsModule, TemplatesModule],
  providers: [CatalogService],
  exports: [CatalogService],
})
export class CatalogModule {}
