import type { FacetValues } from '../facets/facets.js';
import type { TemplateSettings } from '../settings/settings.js';
export const DEPENDENCY_CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'] as const;
export type DependencyCondition = (typeof DEPENDENCY_CONDITIONS)[number];

/** Another template that this one needs, by name. */
export interface DependencyDefinition {
  service: string;
  condition: DependencyCondition;
}

/** A template as one plain value: what a Compose service is parsed into, and what creating a template takes. */
export interface TemplateDefinition extends TemplateSettings, FacetValues {
  name: string;
  /** Name of the category; null for none. */
  category: string | null;
  description: string;
  enabled: boolean;
  /** Compose keys that no column holds, as they stood in the file. */
  extra: Record<string, unknown>;
  dependencies: DependencyDefinition[];
}
