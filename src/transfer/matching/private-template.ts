import { isOwnName } from '../../references/reference.js';
import type { ParsedService } from '../../compose-file/service.js';
import { NAME_MAX } from '../../model/names.js';
import type { DependencyDefinition, TemplateDefinition } from '../../model/template-definition.js';
import { withRecipes } from './generated.js';
import { saidOptions } from './options.js';
import { wantedVariables } from './secrets.js';
import type { SharedVolumes } from './volumes.js';

const TRIED = 20;

/** The names that the private template of a service may get, in the order of preference. */
export function privateNames(stack: string, instance: string): string[] {
  return Array.from({ length: TRIED }, (_, index) => {
    const suffix = index === 0 ? '' : `-${index + 1}`;
    return `${`${stack}-${instance}`.slice(0, NAME_MAX - suffix.length).replace(/-+$/, '')}${suffix}`;
  });
}

/**
 * A template that is all that a service says, for one that no template of the catalogue fits. It is not offered in the
 * catalogue. Volumes that other services share are left to the instance, which names them literally. Pure.
 */
export function privateTemplate(
  service: ParsedService,
  name: string,
  stack: string,
  shared: SharedVolumes,
): TemplateDefinition {
  const { template } = service;
  return {
    ...template,
    name,
    category: null,
    description:
      template.description === '' ? `Made for ${template.name} of the stack ${stack}.` : template.description,
    enabled: false,
    options: saidOptions(service),
    env_vars: withRecipes(wantedVariables(service, new Map()), template.env_vars).variables,
    volumes: template.volumes.filter(({ source }) => !shared.has(source)),
    dependencies: [],
  };
}

/** Names that mean the same in every stack are no links. */
function linkName(needed: string): string {
  return isOwnName(needed) ? `${needed}-service` : needed;
}

/** What a service starts after: the templates of those instances, linked under the names of these. */
export function templateDependencies(
  service: ParsedService,
  own: string,
  templates: ReadonlyMap<string, string>,
): DependencyDefinition[] {
  return service.template.dependencies.flatMap(({ service: needed, ...values }) => {
    const template = templates.get(needed);
    return template === undefined || template === own ? [] : [{ ...values, link: linkName(needed), service: template }];
  });
}
