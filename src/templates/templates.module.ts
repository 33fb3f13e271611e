import { Module, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { unnameRestOfPath } from '../common/rest-of-path.js';
import { DatabaseModule } from '../database/database.module.js';
import { EffectiveModule } from '../effective/effective.module.js';
import { HostAccessModule } from '../host-access/host-access.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { CategoriesController } from './categories/categories.controller.js';
import { CategoriesService } from './categories/categories.service.js';
import { TemplateDependenciesController } from './template-dependencies.controller.js';
import { TemplateFacetsController } from './template-facets.controller.js';
import { TemplateFilesController } from './template-files.controller.js';
import { TemplateFilesService } from './template-files.service.js';
import { TemplateOverviewController } from './overview/template-overview.controller.js';
import { TemplateOverviewService } from './overview/template-overview.service.js';
import { TemplatesController } from './templates.controller.js';
import { TemplatesService } from './templates.service.js';

/** The catalogue: templates with their items, and the categories that group them. */
@Module({
  imports: [DatabaseModule, EffectiveModule, HostAccessModule, SecretsModule],
  controllers: [
    TemplatesController,
    TemplateFacetsController,
    TemplateFilesController,
    TemplateDependenciesController,
    TemplateOverviewController,
    CategoriesController,
  ],
  providers: [TemplatesService, TemplateFilesService, TemplateOverviewService, CategoriesService],
  exports: [TemplatesService, TemplateFilesService, TemplateOverviewService, CategoriesService],
})
export class TemplatesModule implements NestModule {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  configure(): void {
    unnameRestOfPath(this.adapterHost);
  }
}
