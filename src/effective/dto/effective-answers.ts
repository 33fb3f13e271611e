import type { Type } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Shown } from '../../common/answer.js';
import { ConfigFileSpec } from '../../facets/config-files.js';
import { DomainSpec } from '../../facets/domains.js';
import { EnvVarSpec } from '../../facets/env-vars.js';
import type { FacetMap } from '../../facets/facets.js';
import { HealthcheckSpec } from '../../facets/healthcheck.js';
import { LabelSpec } from '../../facets/labels.js';
import { OptionSpec } from '../../facets/options.js';
import { PortSpec } from '../../facets/ports.js';
import { VolumeSpec } from '../../facets/volumes.js';
import type { SettingMap, Settings, TemplateSettings } from '../../settings/settings.js';
import { RemovedItems } from './removed-answers.js';
import { type Effective, ItemSourced, SettingExpression, type Source, Sourced } from './item-sources.js';
import { allOf, schemaOf } from './item-schemas.js';
import { RESOLVED_BY, type ResolvedBy, type ResolvedLink } from '../../references/links.js';
import type { DependencyCondition, DependencyDefinition } from '../../model/template-definition.js';

/** A list of effective items: spec and source. */
function EffectiveList(spec: Type<object>, sourced: Type<object> = Sourced): PropertyDecorator {
  return schemaOf([spec, sourced], { type: 'array', items: allOf(spec, sourced) });
}

const SOURCE = { enum: ['template', 'override'] };

export class SettingsSource implements SettingMap<Source> {
  @Shown('Where image_name comes from.', 'template', SOURCE)
  image_name!: Source;

  @Shown('Where image_tag comes from.', 'override', SOURCE)
  image_tag!: Source;

  @Shown('Where command comes from.', 'template', SOURCE)
  command!: Source;

  @Shown('Where restart_policy comes from.', 'template', SOURCE)
  restart_policy!: Source;

  @Shown('Where user_spec comes from.', 'template', SOURCE)
  user_spec!: Source;
}

export class EffectiveDependency implements ResolvedLink<DependencyDefinition> {
  @Shown('What the template calls it.', 'database')
  link!: string;

  @Shown('Name of the template that is needed.', 'postgres')
  service!: string;

  @Shown('What it has to have reached.', 'service_healthy', { type: 'string' })
  condition!: DependencyCondition;

  @Shown('Whether the instance lacks something where the link leads nowhere.', true)
  required!: boolean;

  @Shown('The instance that the link leads to; null for none.', 'db', { type: 'string', nullable: true })
  resolved_to!: string | null;

  @Shown(
    'Why: bound to it, called like the link, the only one that provides what is needed, or none of these.',
    'only_candidate',
    { enum: [...RESOLVED_BY] },
  )
  by!: ResolvedBy;

  @Shown('The enabled instances that provide what is needed, by name: the first twenty.', ['db'], {
    type: 'array',
    items: { type: 'string' },
  })
  candidates!: string[];

  @Shown('How many there are.', 1)
  candidate_count!: number;
}

@ApiExtraModels(SettingExpression)
export class EffectiveConfig implements TemplateSettings, FacetMap {
  @Shown('Name of the instance.', 'db')
  instance_id!: string;

  @Shown('Name of its stack.', 'shop')
  stack_name!: string;

  @Shown('Name of its template.', 'postgres')
  template_name!: string;

  @Shown('Name of its container.', 'devarch-shop-db')
  container_name!: string;

  @Shown('Part of what is rendered.', true)
  enabled!: boolean;

  @Shown('Image without tag.', 'postgres')
  image_name!: string;

  @Shown('Tag or digest.', '17.2')
  image_tag!: string;

  @Shown('Restart policy.', 'unless-stopped')
  restart_policy!: string;

  @Shown('Command: shell form, or a JSON array of strings; null is the image’s own.', null, {
    type: 'string',
    nullable: true,
  })
  command!: string | null;

  @Shown('User; null is the image’s own.', null, { type: 'string', nullable: true })
  user_spec!: string | null;

  @Shown('Where each setting comes from.', undefined, { type: SettingsSource })
  settings_source!: SettingsSource;

  @ApiProperty({
    description: 'With explain: the template’s values of the settings that the instance overrides.',
    example: { image_tag: '17.2' },
    type: 'object',
    additionalProperties: { type: ['string', 'null'] },
    selfRequired: false,
  })
  settings_shadowed?: Partial<Settings>;

  @ApiProperty({
    description: 'The settings that come of references: what is stored of them.',
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(SettingExpression) },
    selfRequired: false,
  })
  settings_expressions?: Partial<Record<string, SettingExpression>>;

  @EffectiveList(PortSpec)
  ports!: Effective<PortSpec>[];

  @EffectiveList(VolumeSpec, ItemSourced)
  volumes!: Effective<VolumeSpec>[];

  @EffectiveList(EnvVarSpec)
  env_vars!: Effective<EnvVarSpec>[];

  @EffectiveList(LabelSpec)
  labels!: Effective<LabelSpec>[];

  @EffectiveList(DomainSpec)
  domains!: Effective<DomainSpec>[];

  @schemaOf([HealthcheckSpec, Sourced], { oneOf: [allOf(HealthcheckSpec, Sourced), { type: 'null' }] })
  healthcheck!: Effective<HealthcheckSpec> | null;

  @EffectiveList(ConfigFileSpec)
  config_files!: Effective<ConfigFileSpec>[];

  @EffectiveList(OptionSpec)
  options!: Effective<OptionSpec>[];

  @Shown('What the template needs, and which instance of the stack is meant.', undefined, {
    type: [EffectiveDependency],
  })
  dependencies!: EffectiveDependency[];

  @Shown('What the overrides took away.', undefined, { type: RemovedItems })
  removed!: RemovedItems;

  @Shown(
    'Which facets have overrides.',
    { ports: true, volumes: false, env_vars: true },
    { type: 'object', additionalProperties: { type: 'boolean' } },
  )
  overrides_applied!: FacetMap<boolean>;
}
