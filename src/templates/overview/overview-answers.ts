import { ApiProperty } from '@nestjs/swagger';
import { Shown } from '../../common/answer.js';
import { type FacetMap, perFacet } from '../../facets/facets.js';
import type { OverrideCounts } from '../../model/override-counts.query.js';
import { SETTING_NAMES, type Settings } from '../../settings/settings.js';

export class UsingInstance {
  @Shown('Number of the instance; it never changes.', 7)
  id!: number;

  @Shown('Name within the stack.', 'db')
  instance_id!: string;

  @Shown('Name of its container.', 'devarch-shop-db')
  container_name!: string;

  @Shown('Part of what is rendered.', true)
  enabled!: boolean;

  @Shown('Rows in the override tables of every facet, removals included.', 3)
  override_count!: number;

  @Shown(
    'The same per facet.',
    Object.assign(
      perFacet(() => 0),
      { ports: 1, env_vars: 2 },
    ),
    {
      type: 'object',
      additionalProperties: { type: 'integer' },
    },
  )
  override_counts!: OverrideCounts;
}

export class StackUsage {
  @Shown('Name of the stack.', 'shop')
  stack!: string;

  @Shown('Its live instances of the template, in the order of creation.', undefined, { type: [UsingInstance] })
  instances!: UsingInstance[];
}

export class OverriddenItem {
  @Shown('Identity key of the item.', '5432/tcp')
  key!: string;

  @Shown('The template has an item with this key; otherwise only instances add it.', true)
  in_template!: boolean;

  @Shown('Instances that set or remove it.', 4)
  overridden_by!: number;

  @Shown('Those of them that remove it.', 1)
  removed_by!: number;

  @Shown('Different values among the rows that set it.', 2)
  different_values!: number;
}

export class OverriddenSetting {
  @Shown('Name of the setting.', 'image_tag', { enum: [...SETTING_NAMES] })
  name!: keyof Settings;

  @Shown('Instances that have their own value.', 3)
  overridden_by!: number;

  @Shown('Different values among them.', 2)
  different_values!: number;
}

/** A facet: its overridden items, those that most instances override first. */
function Overridden(): PropertyDecorator {
  return ApiProperty({ type: [OverriddenItem], required: true });
}

/** What the instances of a template override, most often overridden first, then by key. */
export class OverridesOverview implements FacetMap<OverriddenItem[]> {
  @Shown('Live instances of the template, in live stacks.', 5)
  instance_count!: number;

  @Shown('Overridden settings.', undefined, { type: [OverriddenSetting] })
  settings!: OverriddenSetting[];

  @Overridden()
  ports!: OverriddenItem[];

  @Overridden()
  volumes!: OverriddenItem[];

  @Overridden()
  env_vars!: OverriddenItem[];

  @Overridden()
  labels!: OverriddenItem[];

  @Overridden()
  domains!: OverriddenItem[];

  @Overridden()
  healthcheck!: OverriddenItem[];

  @Overridden()
  config_files!: OverriddenItem[];

  @Overridden()
  options!: OverriddenItem[];
}
