import { Shown } from '../../common/answer.js';
import type { ConfigFileSpec } from '../../facets/config-files.js';
import type { DomainSpec } from '../../facets/domains.js';
import type { TemplateEnvVarSpec } from '../../facets/env-vars.js';
import type { HealthcheckSpec } from '../../facets/healthcheck.js';
import type { LabelSpec } from '../../facets/labels.js';
import type { OptionSpec } from '../../facets/options.js';
import type { PortSpec } from '../../facets/ports.js';
import type { VolumeSpec } from '../../facets/volumes.js';
import {
  DEPENDENCY_CONDITIONS,
  type DependencyCondition,
  type DependencyDefinition,
} from '../../model/template-definition.js';
import type { TemplateSettings } from '../../settings/settings.js';
import { FacetShown, type Stored } from './template-items.js';
import type { FacetMap } from '../../facets/facets.js';

const NULLABLE_TEXT = { type: 'string', nullable: true } as const;

export class TemplateSummary implements TemplateSettings {
  @Shown('Number of the template; it never changes.', 1)
  id!: number;

  @Shown('Name.', 'postgres')
  name!: string;

  @Shown('Name of its category; null for none.', 'database', NULLABLE_TEXT)
  category!: string | null;

  @Shown('Number of its category; null for none.', 1, { type: 'integer', nullable: true })
  category_id!: number | null;

  @Shown('Free text.', 'Relational database')
  description!: string;

  @Shown('Image without tag.', 'postgres')
  image_name!: string;

  @Shown('Tag or digest of the image.', '17.2')
  image_tag!: string;

  @Shown('Restart policy.', 'unless-stopped')
  restart_policy!: string;

  @Shown('Command; null for that of the image.', null, NULLABLE_TEXT)
  command!: string | null;

  @Shown('User; null for that of the image.', null, NULLABLE_TEXT)
  user_spec!: string | null;

  @Shown('Offered in the catalogue.', true)
  enabled!: boolean;

  @Shown('Templates whose place it can take, its own name first.', ['postgres'], {
    type: 'array',
    items: { type: 'string' },
  })
  provides!: string[];

  @Shown('Live instances of it in all stacks.', 2)
  instance_count!: number;

  @Shown('Goes up by one with every change.', 1)
  revision!: number;

  @Shown('When it was created.', '2026-01-31T09:30:00.000000Z', { format: 'date-time' })
  created_at!: string;

  @Shown('When it or one of its items last changed.', '2026-01-31T09:31:00.000000Z', { format: 'date-time' })
  updated_at!: string;
}

export class DependencyAnswer implements DependencyDefinition {
  @Shown('What the template calls it.', 'cache')
  link!: string;

  @Shown('Name of the template that is needed.', 'redis')
  service!: string;

  @Shown('When the needed one counts as up.', 'service_started', { enum: [...DEPENDENCY_CONDITIONS] })
  condition!: DependencyCondition;

  @Shown('Whether an instance lacks something where nothing answers the link.', true)
  required!: boolean;
}

/** A template with all its items. */
export class TemplateDetail extends TemplateSummary implements FacetMap {
  @FacetShown('ports')
  ports!: Stored<PortSpec>[];

  @FacetShown('volumes')
  volumes!: Stored<VolumeSpec>[];

  @FacetShown('env_vars')
  env_vars!: Stored<TemplateEnvVarSpec>[];

  @FacetShown('labels')
  labels!: Stored<LabelSpec>[];

  @FacetShown('domains')
  domains!: Stored<DomainSpec>[];

  @FacetShown('healthcheck')
  healthcheck!: Stored<HealthcheckSpec> | null;

  @FacetShown('config_files')
  config_files!: Stored<ConfigFileSpec>[];

  @FacetShown('options')
  options!: Stored<OptionSpec>[];

  @Shown('Templates that this one needs.', undefined, { type: [DependencyAnswer] })
  dependencies!: DependencyAnswer[];
}
