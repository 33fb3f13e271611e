import { Column } from 'typeorm';
import { Normalised } from '../common/conversions.js';
import { BooleanField, TextField } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import { defineFacet, InstanceRow, InstanceTable, Stored, TemplateRow, TemplateTable } from './facet.js';
import { Referring } from '../references/referring.js';
import { absolutePathRule, canonicalFileMode, canonicalPath, fileModeRule } from './values.js';

/** One file that the container finds at an absolute path. */
export class ConfigFileSpec {
  @Stored(
    { type: 'text' },
    TextField({
      description: 'Path in the container.',
      max: LIMITS.path,
      rule: absolutePathRule,
      example: '/etc/postgresql/postgresql.conf',
    }),
  )
  @Normalised(canonicalPath)
  file_path!: string;

  @Stored(
    { type: 'text' },
    TextField({
      description: 'Text of the file.',
      max: LIMITS.text,
      sensitive: true,
      example: 'max_connections = 50\n',
    }),
  )
  @Referring({ only_if: 'is_template' })
  content!: string;

  @Stored(
    { type: 'varchar', length: 4 },
    TextField({ description: 'Octal mode.', max: 4, rule: fileModeRule, example: '0644' }),
  )
  @Normalised(canonicalFileMode)
  file_mode: string = '0644';

  @Stored(
    { type: 'boolean' },
    BooleanField({ description: 'Variables in the text are filled in when it is rendered.', example: false }),
  )
  is_template: boolean = false;
}

const RULES = {
  unique: ['file_path'],
  checks: { file_path: "file_path LIKE '/%'", file_mode: "file_mode ~ '^[0-7]{4}$'" },
} as const;

@TemplateTable('service_config_files', RULES)
export class ServiceConfigFile extends TemplateRow {
  @Column(() => ConfigFileSpec, { prefix: false })
  spec!: ConfigFileSpec;
}

@InstanceTable('instance_config_files', RULES)
export class InstanceConfigFile extends InstanceRow {
  @Column(() => ConfigFileSpec, { prefix: false })
  spec!: ConfigFileSpec;
}

/** Identity is the path in the container, normalised, so that two spellings of one path are one file. */
export const configFiles = defineFacet({
  name: 'config_files',
  path: 'files',
  noun: 'config file',
  shape: '{"file_path":"/etc/app.conf","content":"text"}',
  compose_keys: { configs: 'part' },
  spec: ConfigFileSpec,
  template_row: ServiceConfigFile,
  instance_row: InstanceConfigFile,
  key: (spec: ConfigFileSpec) => spec.file_path,
  canonicalKey: canonicalPath,
  key_columns: ['file_path'],
  bulky_columns: ['content'],
});
