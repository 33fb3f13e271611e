import type { FacetValues } from '../facets/facets.js';
export const DEPENDENCY_CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'] as const;
export type DependencyCondition = (typeof DEPENDENCY_CONDITIONS)[number];

/** Another template that this one needs, by name. */
export interface DependencyDefinition {
  service: string;
  condition: DependencyCondition;
}

/** A template as one plain value: what a Compose service is parsed into, and what creating a template takes. */
export interface TemplateDefinition extends FacetValues {
  name: string;
  /** Name of the category; null for none. */
  category: string | null;
  description: string;
  image_name: string;
  /** A tag, `tag@sha256:…`, or a bare `sha256:…` digest. */
  image_tag: string;
  restart_policy: string;
  command: string | null;
  user_spec: string | null;
  enabled: boolean;
  /** Compose keys that no column holds, as they stood in the file. */
  extra: Record<string, unknown>;
  dependencies: DependencyDefinition[];
}
