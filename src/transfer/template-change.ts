import type { ParsedService } from '../compose-file/service.js';
import { FACET_NAMES } from '../facets/facets.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import type { TemplateOverviewService } from '../templates/overview/template-overview.service.js';
import { wantedFiles } from './matching/files.js';
import { withRecipes } from './matching/generated.js';
import { setSecrets, wantedVariables } from './matching/secrets.js';
import type { TemplateReach } from './dto/import-answers.js';
import { secretWarnings } from './secrets/detect.js';
import { type Report, serviceHazards } from './host-access.js';
import type { Loss } from './report.js';

/** A service as the template that it should be, and what of it is not kept exactly. */
export interface WantedTemplate {
  service: ParsedService;
  definition: TemplateDefinition;
  warnings: Loss[];
}

/**
 * The template that a service should be. What a Compose file has no word for (category, description, domains, whether it is
 * offered, what is secret) stays as it is in a template that is there. Pure.
 * @param category of those for which the file names none
 * @param known names that a dependency may have
 */
export function wantedTemplate(
  service: ParsedService,
  category: string | undefined,
  known: ReadonlySet<string>,
  stored: TemplateDefinition | undefined,
  report: Report,
): WantedTemplate {
  const { template, keys, warnings } = service;
  const now = new Map((stored?.env_vars ?? []).map((variable) => [variable.key, variable]));
  const read = wantedVariables(service, now, setSecrets([...now.values()]));
  const { variables, losses, understood, detected } = withRecipes(read, template.env_vars, stored?.env_vars);
  const says_domains = !stored || Object.hasOwn(Object(keys['x-devarch']), 'domains');
  return {
    service,
    definition: {
      ...template,
      category: template.category ?? category ?? stored?.category ?? null,
      description: template.description || (stored?.description ?? ''),
      enabled: stored?.enabled ?? true,
      env_vars: variables,
      domains: says_domains ? template.domains : stored.domains,
      config_files: wantedFiles(template.config_files, stored?.config_files ?? []),
      dependencies: template.dependencies.filter(({ service: name }) => known.has(name)),
    },
    warnings: [
      ...warnings.filter(({ where }) => !understood.has(where)),
      ...losses,
      ...serviceHazards(service, report),
      ...secretWarnings(service, detected),
    ],
  };
}

type Impact = Awaited<ReturnType<TemplateOverviewService['previewUpdate']>>;

/** Whom a change reaches; null where nothing changes. */
export function reachOf(before: TemplateDefinition, after: TemplateDefinition, impact: Impact): TemplateReach | null {
  const { changes, instance_count, affected_count, shielded_count } = impact;
  const lists = [
    changes.provides.added,
    changes.provides.removed,
    changes.settings,
    changes.inherited,
    ...FACET_NAMES.flatMap((name) => [changes[name].added, changes[name].removed, changes[name].changed]),
  ];
  const described = before.description !== after.description || before.category !== after.category;
  const changed = described || lists.some((list) => list.length > 0);
  return changed ? { instance_count, affected_count, shielded_count } : null;
}
