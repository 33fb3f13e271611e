import { BooleanField, IntegerField, ObjectField, TextField } from '../../common/fields.js';
import { SentBackAs } from '../../common/read-only.js';
import { LIMITS } from '../../common/limits.js';
import { perFacet } from '../../facets/facets.js';
import { NameField } from '../../model/names.js';
import { TakesFacets } from './facets-of-new.js';
import { RemovedSettingsField } from '../../settings/removed-settings.js';
import { type SettingName, SettingsInput } from '../../settings/settings.js';
import { InstanceDetail } from './instance-answers.js';

const DESCRIPTION = { description: 'Free text.', max: LIMITS.description, example: 'Orders and customers' };
const ENABLED = { description: 'Part of what is rendered.', example: true };
const SETTINGS = { description: 'Values that differ from the template; null follows the template.', optional: true };

/** A template in use, named by `template` or by its id in `template_service_id`, with what it overrides from the start. */
@TakesFacets()
export class CreateInstance {
  @NameField({ description: 'Name within the stack.', example: 'db' })
  instance_id!: string;

  @IntegerField({
    description: 'Id of the template; or give template.',
    min: 1,
    max: LIMITS.id,
    optional: true,
    example: 1,
  })
  template_service_id?: number;

  @TextField({
    description: 'Name of the template; or give template_service_id.',
    min: 1,
    max: LIMITS.name,
    optional: true,
    example: 'postgres',
  })
  template?: string;

  @TextField(DESCRIPTION)
  description: string = '';

  @BooleanField(ENABLED)
  enabled: boolean = true;

  @ObjectField(() => SettingsInput, SETTINGS)
  settings?: SettingsInput;

  @RemovedSettingsField({ optional: true })
  removed_settings?: SettingName[];
}

const FACETS_BESIDE = perFacet(({ path }) => ({ instead: `PUT …/${path}`, sensitive: true }));

/** What is left out stays as it is. */
@SentBackAs(InstanceDetail, { instance_id: { instead: 'POST …/rename' }, ...FACETS_BESIDE })
export class UpdateInstance {
  @TextField({ ...DESCRIPTION, optional: true })
  description?: string;

  @BooleanField({ ...ENABLED, optional: true })
  enabled?: boolean;

  @ObjectField(() => SettingsInput, SETTINGS)
  settings?: SettingsInput;

  @RemovedSettingsField({ optional: true })
  removed_settings?: SettingName[];
}

export class RenameInstance {
  @NameField({ description: 'The new name.', example: 'reports' })
  instance_id!: string;
}

export class DuplicateInstance {
  @NameField({
    description: 'Name of the copy; the first free of {name}-copy, {name}-copy-2, … when left out.',
    optional: true,
    example: 'db-copy',
  })
  instance_id?: string;
}

export class RestoreInstance {
  @NameField({ description: 'A new name, where the old one is taken.', optional: true, example: 'db-restored' })
  instance_id?: string;
}
