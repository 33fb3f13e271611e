import { Shown } from '../../common/answer.js';
import { Dependant, LinkedFrom } from '../../effective/effective.service.js';
import { ConfigFileSpec } from '../../facets/config-files.js';
import { DomainSpec } from '../../facets/domains.js';
import { EnvVarSpec } from '../../facets/env-vars.js';
import { HealthcheckSpec } from '../../facets/healthcheck.js';
import { LabelSpec } from '../../facets/labels.js';
import { OptionSpec } from '../../facets/options.js';
import { PortSpec } from '../../facets/ports.js';
import { VolumeSpec } from '../../facets/volumes.js';
import type { OverrideCounts } from '../../model/override-counts.query.js';
import { REMOVABLE_SETTINGS } from '../../settings/removed-settings.js';
import type { SettingName, Settings } from '../../settings/settings.js';
import { OverrideItem, OverrideList, type Stored } from './override-rows.js';
import type { FacetMap } from '../../facets/facets.js';

const NULLABLE_TEXT = { type: 'string', nullable: true } as const;

export class SettingsAnswer implements Settings {
  @Shown('Image without tag; null follows the template.', null, NULLABLE_TEXT)
  image_name!: string | null;

  @Shown('Tag or digest; null follows the template.', '16.6', NULLABLE_TEXT)
  image_tag!: string | null;

  @Shown('Command; null follows the template.', null, NULLABLE_TEXT)
  command!: string | null;

  @Shown('Restart policy; null follows the template.', null, NULLABLE_TEXT)
  restart_policy!: string | null;

  @Shown('User; null follows the template.', null, NULLABLE_TEXT)
  user_spec!: string | null;
}

export class OverrideCountsAnswer implements OverrideCounts {
  @Shown('Overridden ports.', 1)
  ports!: number;

  @Shown('Overridden volumes.', 0)
  volumes!: number;

  @Shown('Overridden env vars.', 2)
  env_vars!: number;

  @Shown('Overridden labels.', 0)
  labels!: number;

  @Shown('Overridden domains.', 0)
  domains!: number;

  @Shown('1 where the healthcheck is overridden.', 0)
  healthcheck!: number;

  @Shown('Overridden config files.', 0)
  config_files!: number;

  @Shown('Overridden options.', 0)
  options!: number;
}

export class InstanceSummary {
  @Shown('Number of the instance; it never changes.', 7)
  id!: number;

  @Shown('Number of its stack.', 1)
  stack_id!: number;

  @Shown('Name within the stack.', 'db')
  instance_id!: string;

  @Shown('Number of its template.', 1)
  template_service_id!: number;

  @Shown('Name of its template.', 'postgres')
  template_name!: string;

  @Shown('devarch-{stack}-{instance}', 'devarch-shop-db')
  container_name!: string;

  @Shown('Free text.', 'Orders and customers')
  description!: string;

  @Shown('Part of what is rendered.', true)
  enabled!: boolean;

  @Shown('What differs from the template; null follows it.', undefined, { type: SettingsAnswer })
  settings!: SettingsAnswer;

  @Shown('Settings of the template that it goes without, so that they are those of the image.', [], {
    type: 'array',
    items: { type: 'string', enum: [...REMOVABLE_SETTINGS] },
  })
  removed_settings!: SettingName[];

  @Shown('Rows in the override tables of every facet, removals included.', 3)
  override_count!: number;

  @Shown('The same per facet.', undefined, { type: OverrideCountsAnswer })
  override_counts!: OverrideCountsAnswer;

  @Shown('When it was created.', '2026-01-31T09:30:00.000000Z', { format: 'date-time' })
  created_at!: string;

  @Shown('When it or one of its overrides last changed.', '2026-01-31T09:31:00.000000Z', { format: 'date-time' })
  updated_at!: string;
}

/** An instance under its new name. */
export class RenamedInstance extends InstanceSummary {
  @Shown('How many references by the old name name the new one now, in the whole stack.', 1)
  references_rewritten!: number;
}

/** An instance in a list over all stacks. */
export class InstanceOfStack extends InstanceSummary {
  @Shown('Name of its stack.', 'shop')
  stack_name!: string;
}

/** An instance with all its overrides. */
export class InstanceDetail extends InstanceSummary implements FacetMap {
  @OverrideList(PortSpec)
  ports!: Stored<PortSpec>[];

  @OverrideList(VolumeSpec)
  volumes!: Stored<VolumeSpec>[];

  @OverrideList(EnvVarSpec)
  env_vars!: Stored<EnvVarSpec>[];

  @OverrideList(LabelSpec)
  labels!: Stored<LabelSpec>[];

  @OverrideList(DomainSpec)
  domains!: Stored<DomainSpec>[];

  @OverrideItem(HealthcheckSpec)
  healthcheck!: Stored<HealthcheckSpec> | null;

  @OverrideList(ConfigFileSpec)
  config_files!: Stored<ConfigFileSpec>[];

  @OverrideList(OptionSpec)
  options!: Stored<OptionSpec>[];
}

export class InstanceDeletePreview {
  @Shown('Name within the stack.', 'db')
  instance_id!: string;

  @Shown('Name of its template.', 'postgres')
  template_name!: string;

  @Shown('Overrides that go to the trash with it.', 3)
  override_count!: number;

  @Shown('Container that it stands for.', 'devarch-shop-db')
  container_name!: string;

  @Shown('Texts of other instances and of the stack that refer to it, directly or through others.', undefined, {
    type: [Dependant],
  })
  referred_by!: Dependant[];

  @Shown('Links of other instances that lead to it.', undefined, { type: [LinkedFrom] })
  linked_by!: LinkedFrom[];
}

export class TrashedInstance extends InstanceSummary {
  @Shown('When it was deleted.', '2026-02-01T12:00:00.000000Z', { format: 'date-time' })
  deleted_at!: string;
}
