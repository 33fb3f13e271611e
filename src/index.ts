/** The public API for other Nest services. What is not exported here is private and may change at any time. */

export { StacksModule } from './stacks/stacks.module.js';
export { InstancesModule } from './instances/instances.module.js';
export { TemplatesModule } from './templates/templates.module.js';
export { EffectiveModule } from './effective/effective.module.js';
export { ComposeModule } from './compose/compose.module.js';
export { HygieneModule } from './hygiene/hygiene.module.js';
export { LinksModule } from './links/links.module.js';
export { FindingsModule } from './findings/findings.module.js';
export { HostAccessModule } from './host-access/host-access.module.js';
export { SecretsModule } from './secrets/secrets.module.js';
export { CatalogModule } from './catalog/catalog.module.js';
export { VariablesModule } from './variables/variables.module.js';
export { TransferModule } from './transfer/transfer.module.js';
export { SourcesModule } from './transfer/sources/sources.module.js';

export { type CreateStackInput, StacksService } from './stacks/stacks.service.js';
export { StackTrashService } from './stacks/stack-trash.service.js';
export { VariablesService } from './variables/variables.service.js';
export type { Variable } from './variables/dto/variable.js';
export { type CreateInstanceInput, InstancesService } from './instances/instances.service.js';
export { InstanceTrashService } from './instances/instance-trash.service.js';
export { OverridesService } from './instances/overrides.service.js';
export { type FacetAnswer, PatchResult } from './instances/patch-result.js';
export { HygieneService } from './hygiene/hygiene.service.js';
export { LinksService } from './links/links.service.js';
export { FindingsService } from './findings/findings.service.js';
export type { Finding } from './findings/finding.js';
export { type EffectiveInstance, EffectiveService, type EffectiveStack } from './effective/effective.service.js';
export { ComposeService } from './compose/compose.service.js';
export type { RenderReport, SecretVariable } from './compose/dto/render-answers.js';
export type { Loss, Rendered, Renderer, ResolvedInstance, ResolvedStack } from './render/resolved.js';
export { toYaml } from './render/yaml-text.js';
export { type CreateTemplateInput, TemplatesService } from './templates/templates.service.js';
export { TemplateFilesService } from './templates/template-files.service.js';
export { TemplateOverviewService } from './templates/overview/template-overview.service.js';
export { CategoriesService } from './templates/categories/categories.service.js';
export { CatalogService } from './catalog/catalog.service.js';
export { StackExportService } from './transfer/stack-export.service.js';
export { type ImportStackInput, StackImportService } from './transfer/stack-import.service.js';
export { type ImportTemplatesInput, TemplateImportService } from './transfer/template-import.service.js';
export { SourcesService } from './transfer/sources/sources.service.js';
export { SourceSchedule } from './transfer/sources/source-schedule.js';

export { ENTITIES } from './model/entities.js';
export { Category } from './model/category.entity.js';
export { GitSource, GitSourceSecret } from './model/git-source.entity.js';
export { InstanceLink } from './model/instance-link.entity.js';
export { Instance } from './model/instance.entity.js';
export { Stack } from './model/stack.entity.js';
export { StackVariable } from './model/stack-variable.entity.js';
export { Template } from './model/template.entity.js';
export { TemplateDependency } from './model/template-dependency.entity.js';
export { MIGRATIONS } from './database/migrations/index.js';
export { migrate } from './database/migrate.js';
export { Keyring } from './secrets/keyring.js';
export { type KeySource, openKeyring } from './secrets/open-keyring.js';

export type { InstancePath } from './model/lookup.js';
export type { DependencyDefinition, TemplateDefinition } from './model/template-definition.js';
export { FACET_NAMES, type FacetName, FACETS, type FacetSpec } from './facets/facets.js';
export { merge, type Merged, type MergedItem, type Override } from './facets/merge.js';
export { Page } from './common/paging.js';
export { ProblemFilter } from './common/problem.filter.js';
export {
  Conflict,
  DomainError,
  type FieldError,
  Impossible,
  InvalidInput,
  NotFound,
  Unavailable,
} from './common/errors.js';
