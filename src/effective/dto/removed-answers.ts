import type { Type } from '@nestjs/common';
import { Shown } from '../../common/answer.js';
import { ConfigFileSpec } from '../../facets/config-files.js';
import { DomainSpec } from '../../facets/domains.js';
import { EnvVarSpec } from '../../facets/env-vars.js';
import { HealthcheckSpec } from '../../facets/healthcheck.js';
import { LabelSpec } from '../../facets/labels.js';
import { OptionSpec } from '../../facets/options.js';
import { PortSpec } from '../../facets/ports.js';
import { VolumeSpec } from '../../facets/volumes.js';
import { allOf, schemaOf } from './item-schemas.js';
import type { FacetMap } from '../../facets/facets.js';

/** What `explain=true` adds to an item that an override took away. */
class RemovalExplained {
  @Shown('With explain: when it was removed.', '2026-01-31T09:31:00.000000Z', { format: 'date-time', required: false })
  changed_at?: string;
}

function RemovedList(spec: Type<object>): PropertyDecorator {
  return schemaOf([spec, RemovalExplained], { type: 'array', items: allOf(spec, RemovalExplained) });
}

function RemovedItem(spec: Type<object>): PropertyDecorator {
  return schemaOf([spec, RemovalExplained], { oneOf: [allOf(spec, RemovalExplained), { type: 'null' }] });
}

/** What the overrides took away, per facet, with the template's values. */
export class RemovedItems implements FacetMap {
  @RemovedList(PortSpec)
  ports!: PortSpec[];

  @RemovedList(VolumeSpec)
  volumes!: VolumeSpec[];

  @RemovedList(EnvVarSpec)
  env_vars!: EnvVarSpec[];

  @RemovedList(LabelSpec)
  labels!: LabelSpec[];

  @RemovedList(DomainSpec)
  domains!: DomainSpec[];

  @RemovedItem(HealthcheckSpec)
  healthcheck!: HealthcheckSpec | null;

  @RemovedList(ConfigFileSpec)
  config_files!: ConfigFileSpec[];

  @RemovedList(OptionSpec)
  options!: OptionSpec[];
}
