import { BooleanField, IntegerField, TextField } from '../../common/fields.js';
import { FormerField } from '../../common/field-registry.js';
import { SentBackAs } from '../../common/read-only.js';
import type { ConfigFileSpec } from '../../facets/config-files.js';
import type { DomainSpec } from '../../facets/domains.js';
import type { TemplateEnvVarSpec } from '../../facets/env-vars.js';
import type { HealthcheckSpec } from '../../facets/healthcheck.js';
import type { LabelSpec } from '../../facets/labels.js';
import type { OptionSpec } from '../../facets/options.js';
import type { PortSpec } from '../../facets/ports.js';
import type { VolumeSpec } from '../../facets/volumes.js';
import { NameField, NamesField } from '../../model/names.js';
import { type SettingName, SETTINGS } from '../../settings/settings.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import { DependenciesField, type DependencyInput } from './dependency-input.js';
import { TemplateDetail } from './template-answers.js';
import { FIELDS } from './template-fields.js';
import { FacetField } from './template-items.js';
import type { FacetName } from '../../facets/facets.js';

/** Where the Compose keys without a column went. */
const EXTRA = 'its keys stand in options: {"options": [{"key": "shm_size", "value": "256m"}]}';

/** A catalogue entry with everything that its instances inherit. */
@FormerField('extra', EXTRA)
export class CreateTemplate implements TemplateDefinition {
  @NameField(FIELDS.name)
  name!: string;

  @TextField(FIELDS.category)
  category: string | null = null;

  @IntegerField(FIELDS.category_id)
  category_id?: number | null;

  @TextField(FIELDS.description)
  description: string = '';

  @TextField(FIELDS.image_name)
  image_name!: string;

  @TextField(FIELDS.image_tag)
  image_tag: string = SETTINGS.image_tag.default;

  @TextField(FIELDS.restart_policy)
  restart_policy: string = SETTINGS.restart_policy.default;

  @TextField(FIELDS.command)
  command: string | null = null;

  @TextField(FIELDS.user_spec)
  user_spec: string | null = null;

  @BooleanField(FIELDS.enabled)
  enabled: boolean = true;

  @FacetField('ports')
  ports: PortSpec[] = [];

  @FacetField('volumes')
  volumes: VolumeSpec[] = [];

  @FacetField('env_vars')
  env_vars: TemplateEnvVarSpec[] = [];

  @FacetField('labels')
  labels: LabelSpec[] = [];

  @FacetField('domains')
  domains: DomainSpec[] = [];

  @FacetField('healthcheck')
  healthcheck: HealthcheckSpec | null = null;

  @FacetField('config_files')
  config_files: ConfigFileSpec[] = [];

  @FacetField('options')
  options: OptionSpec[] = [];

  @DependenciesField()
  dependencies: DependencyInput[] = [];

  @NamesField(FIELDS.provides)
  provides: string[] = [];
}

/** What is left out stays as it is; a facet that is given is replaced as a whole. */
@FormerField('extra', EXTRA)
@SentBackAs(TemplateDetail)
export class UpdateTemplate implements Partial<TemplateDefinition> {
  @NameField({ ...FIELDS.name, optional: true })
  name?: string;

  @TextField({ ...FIELDS.category, optional: true, nullable: true })
  category?: string | null;

  @IntegerField(FIELDS.category_id)
  category_id?: number | null;

  @TextField({ ...FIELDS.description, optional: true })
  description?: string;

  @TextField({ ...FIELDS.image_name, optional: true })
  image_name?: string;

  @TextField({ ...FIELDS.image_tag, optional: true })
  image_tag?: string;

  @TextField({ ...FIELDS.restart_policy, optional: true })
  restart_policy?: string;

  @TextField({ ...FIELDS.command, optional: true, nullable: true })
  command?: string | null;

  @TextField({ ...FIELDS.user_spec, optional: true, nullable: true })
  user_spec?: string | null;

  @BooleanField({ ...FIELDS.enabled, optional: true })
  enabled?: boolean;

  @FacetField('ports', { optional: true })
  ports?: PortSpec[];

  @FacetField('volumes', { optional: true })
  volumes?: VolumeSpec[];

  @FacetField('env_vars', { optional: true })
  env_vars?: TemplateEnvVarSpec[];

  @FacetField('labels', { optional: true })
  labels?: LabelSpec[];

  @FacetField('domains', { optional: true })
  domains?: DomainSpec[];

  @FacetField('healthcheck', { optional: true })
  healthcheck?: HealthcheckSpec | null;

  @FacetField('config_files', { optional: true })
  config_files?: ConfigFileSpec[];

  @FacetField('options', { optional: true })
  options?: OptionSpec[];

  @DependenciesField({ optional: true })
  dependencies?: DependencyInput[];

  @NamesField({ ...FIELDS.provides, optional: true })
  provides?: string[];
}

/** Every facet of a change; a facet that `UpdateTemplate` does not have does not compile. */
export type FacetsToUpdate = Pick<UpdateTemplate, FacetName>;

/**
 * Every setting of a change, likewise.
 * @public
 */
export type SettingsToUpdate = Pick<UpdateTemplate, SettingName>;
