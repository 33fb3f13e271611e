import { Column } from 'typeorm';
import { Normalised } from '../common/conversions.js';
import { BooleanField, ChoiceField, FreeObjectField, TextField } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import { defineFacet, InstanceRow, InstanceTable, Stored, TemplateRow, TemplateTable } from './facet.js';
import { absolutePathRule, canonicalPath } from './values.js';
import { type VolumeOptions, volumeOptionsRule } from './volume-options.js';

const VOLUME_TYPES = ['bind', 'named', 'tmpfs'] as const;

/** One mount: a named volume, a folder of the host or memory, at an absolute path in the container. */
export class VolumeSpec {
  @Stored(
    { type: 'varchar', length: 8 },
    ChoiceField({ description: 'Kind of mount.', among: VOLUME_TYPES, example: 'named' }),
  )
  volume_type: string = 'named';

  @Stored(
    { type: 'text' },
    TextField({
      description: 'Volume name, or path on the host for bind; empty for tmpfs and anonymous volumes.',
      max: LIMITS.mount_source,
      example: 'data',
    }),
  )
  source: string = '';

  @Stored(
    { type: 'text' },
    TextField({
      description: 'Path in the container.',
      max: LIMITS.path,
      rule: absolutePathRule,
      example: '/var/lib/postgresql/data',
    }),
  )
  @Normalised(canonicalPath)
  target!: string;

  @Stored({ type: 'boolean' }, BooleanField({ description: 'The container may not write to it.', example: false }))
  read_only: boolean = false;

  @Stored(
    { type: 'boolean' },
    BooleanField({ description: 'The named volume exists outside the stack.', example: false }),
  )
  is_external: boolean = false;

  @Stored(
    { type: 'jsonb' },
    FreeObjectField({
      description:
        'Further options, in the words of Compose, where they differ from the default: of a bind propagation, recursive, selinux, create_host_path; of a named volume nocopy, subpath, selinux, and how it is made: driver, driver_opts, labels; of a tmpfs size in bytes, mode, flags.',
      rule: volumeOptionsRule,
      example: {},
    }),
  )
  options: VolumeOptions = {};
}

const RULES = {
  unique: ['target'],
  checks: {
    volume_type: "volume_type IN ('bind', 'named', 'tmpfs')",
    target: "target LIKE '/%'",
    options: "jsonb_typeof(options) = 'object'",
  },
} as const;

@TemplateTable('service_volumes', RULES)
export class ServiceVolume extends TemplateRow {
  @Column(() => VolumeSpec, { prefix: false })
  spec!: VolumeSpec;
}

@InstanceTable('instance_volumes', RULES)
export class InstanceVolume extends InstanceRow {
  @Column(() => VolumeSpec, { prefix: false })
  spec!: VolumeSpec;
}

/** Identity is the path in the container, normalised: an override puts something else there. */
export const volumes = defineFacet({
  name: 'volumes',
  path: 'volumes',
  noun: 'volume',
  shape: '{"source":"data","target":"/data"}',
  compose_keys: { volumes: 'whole', tmpfs: 'part' },
  spec: VolumeSpec,
  template_row: ServiceVolume,
  instance_row: InstanceVolume,
  key: (spec: VolumeSpec) => spec.target,
  canonicalKey: canonicalPath,
  // A named volume of a template is one per instance, one that an override names is taken literally and shared.
  isDecision: (spec: VolumeSpec) => spec.volume_type === 'named' && spec.source !== '' && !spec.is_external,
  key_columns: ['target'],
});
