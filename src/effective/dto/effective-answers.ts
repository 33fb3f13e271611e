import type { Type } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Shown } from '../../common/answer.js';
import { ConfigFileSpec } from '../../facets/config-files.js';
import { DomainSpec } from '../../facets/domains.js';
import { EnvVarSpec } from '../../facets/env-vars.js';
import type { FacetName } from '../../facets/facets.js';
import { HealthcheckSpec } from '../../facets/healthcheck.js';
import { LabelSpec } from '../../facets/labels.js';
import { PortSpec } from '../../facets/ports.js';
import { VolumeSpec } from '../../facets/volumes.js';
import type { Source } from '../effective-config.js';

export class Sourced {
  @Shown('Where the item comes from.', 'override', { enum: ['template', 'override', 'system'] })
  source!: Source;
}

/** The same for a facet that has a value column called `source`. */
export class ItemSourced {
  @Shown('Where the item comes from; `source` is a value of its own here.', 'template', {
    enum: ['template', 'override', 'system'],
  })
  item_source!: Source;
}

export type Effective<Spec> = Spec & (Spec extends { source: string } ? ItemSourced : Sourced);

/** A list of effective items: spec and source. */
function EffectiveList(spec: Type<object>, sourced: Type<object> = Sourced): PropertyDecorator {
  return schemaOf([spec, sourced], { type: 'array', items: allOf(spec, sourced) });
}

function allOf(...parts: Type<object>[]): object {
  return { allOf: parts.map((part) => ({ $ref: getSchemaPath(part) })) };
}

function schemaOf(models: Type<object>[], schema: object): PropertyDecorator {
  return (target, property) => {
    ApiExtraModels(...models)(target.constructor);
    ApiProperty({ ...schema, required: true })(target, property);
  };
}

export class EffectiveDependency {
  @Shown('Name of the template that is needed.', 'postgres')
  service!: string;

  @Shown('What it has to have reached.', 'service_healthy')
  condition!: string;
}

/** What the overrides took away, per facet, with the template's values. */
export class RemovedItems {
  @Shown('Removed ports.', undefined, { type: [PortSpec] })
  ports!: PortSpec[];

  @Shown('Removed volumes.', undefined, { type: [VolumeSpec] })
  volumes!: VolumeSpec[];

  @Shown('Removed env vars.', undefined, { type: [EnvVarSpec] })
  env_vars!: EnvVarSpec[];

  @Shown('Removed labels.', undefined, { type: [LabelSpec] })
  labels!: LabelSpec[];

  @Shown('Removed domains.', undefined, { type: [DomainSpec] })
  domains!: DomainSpec[];

  @ApiProperty({ oneOf: [{ $ref: getSchemaPath(HealthcheckSpec) }, { type: 'null' }], required: true })
  healthcheck!: HealthcheckSpec | null;

  @Shown('Removed config files.', undefined, { type: [ConfigFileSpec] })
  config_files!: ConfigFileSpec[];
}

export class EffectiveConfig {
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

  @Shown('Templates that this one needs.', undefined, { type: [EffectiveDependency] })
  dependencies!: EffectiveDependency[];

  @Shown('What the overrides took away.', undefined, { type: RemovedItems })
  removed!: RemovedItems;

  @Shown(
    'Which facets have overrides.',
    { ports: true, volumes: false, env_vars: true },
    { type: 'object', additionalProperties: { type: 'boolean' } },
  )
  overrides_applied!: Record<FacetName, boolean>;
}
