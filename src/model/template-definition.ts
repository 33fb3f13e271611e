import type { TemplateEnvVarSpec } from '../facets/env-vars.js';
import type { FacetValues } from '../facets/facets.js';
import type { TemplateSettings } from '../settings/settings.js';
export const DEPENDENCY_CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'] as const;
export type DependencyCondition = (typeof DEPENDENCY_CONDITIONS)[number];

/** Another template that this one needs. */
export interface DependencyDefinition {
  /** What the template calls it; unique within the template. */
  link: string;
  /** Name of the template that is needed; another one that provides it does as well. */
  service: string;
  condition: DependencyCondition;
  /** Whether an instance lacks something where nothing answers the link. */
  required: boolean;
}

/** A template as one plain value: what a Compose service is parsed into, and what creating a template takes. */
export interface TemplateDefinition extends TemplateSettings, FacetValues {
  name: string;
  /** Name of the category; null for none. */
  category: string | null;
  description: string;
  env_vars: TemplateEnvVarSpec[];
  enabled: boolean;
  dependencies: DependencyDefinition[];
  /** Names of templates whose place it can take. Its own is one of them, said or not. */
  provides: string[];
}
