import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { HostAccessModule } from '../host-access/host-access.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { CategoriesController } from './categories.controller.js';
import { CategoriesService } from './categories.service.js';
import { TemplateDependenciesController } from './template-dependencies.controller.js';
import { TemplateFacetsController } from './template-facets.controller.js';
import { TemplateOverviewController } from './template-overview.controller.js';
import { TemplateOverviewService } from './template-overview.service.js';
import { TemplatesController } from './templates.controller.js';
import { TemplatesService } from './templates.service.js';

/** The catalogue: templates with their items, and the categories that group them. */
@Module({
  imports: [DatabaseModule, HostAccessModule, SecretsModule],
  controllers: [
    TemplatesController,
    TemplateFacetsController,
    TemplateDependenciesController,
    TemplateOverviewController,
    CategoriesController,
  ],
  providers: [TemplatesService, TemplateOverviewService, CategoriesService],
  exports: [TemplatesService, TemplateOverviewService, CategoriesService],
})
export class TemplatesModule {}
