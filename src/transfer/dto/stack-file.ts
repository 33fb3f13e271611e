import {
  BooleanField,
  FreeObjectField,
  IntegerField,
  ListField,
  ObjectField,
  type ObjectRule,
  TextField,
} from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';
import { NameField, NETWORK_NAME_MAX } from '../../model/names.js';
import { VARIABLES, VariableSpec } from '../../model/stack-variable.entity.js';
import { RemovedSettingsField } from '../../settings/removed-settings.js';
import { type SettingName, SettingsInput } from '../../settings/settings.js';

/** The version of the format; a later one gets another number and a schema of its own. */
export const STACK_FILE_VERSION = 1;

export class FileStack {
  @NameField({ description: 'Name of the stack.', example: 'shop' })
  name!: string;

  @TextField({ description: 'Free text.', max: LIMITS.description, example: 'The shop and what it needs' })
  description: string = '';

  @TextField({
    description: 'Network of the stack; left out where it is derived from the name.',
    min: 1,
    max: NETWORK_NAME_MAX,
    optional: true,
    example: 'shop-internal',
  })
  network_name?: string;

  @BooleanField({ description: 'Whether the stack is in use.', example: true })
  enabled: boolean = true;
}

const LINKS_RULE: ObjectRule = {
  explain: () => 'an object of names of instances by link',
  test: (value) => Object.values(value).every((name) => typeof name === 'string'),
  schema: { additionalProperties: { type: 'string' } },
};

export class FileInstance {
  @NameField({ description: 'Name within the stack.', example: 'db' })
  name!: string;

  @TextField({ description: 'Name of the template.', min: 1, max: LIMITS.name, example: 'postgres' })
  template!: string;

  @TextField({ description: 'Free text.', max: LIMITS.description, example: 'Orders and customers' })
  description: string = '';

  @BooleanField({ description: 'Part of what is rendered.', example: true })
  enabled: boolean = true;

  @ObjectField(() => SettingsInput, {
    description: 'Settings that differ from the template.',
    optional: true,
  })
  settings?: SettingsInput;

  @RemovedSettingsField({ optional: true })
  removed_settings?: SettingName[];

  @FreeObjectField({
    description: 'The links that are bound: by name of the link, the name of the instance that it leads to.',
    optional: true,
    rule: LINKS_RULE,
    example: { database: 'db' },
  })
  links?: Record<string, string>;

  @FreeObjectField({
    description:
      'Override rows by facet, the healthcheck as one object; a removal has the key of what it removes and removed: true.',
    optional: true,
    example: { env_vars: [{ key: 'POSTGRES_DB', value: 'shop', is_secret: false }] },
  })
  overrides?: Record<string, unknown>;
}

/** A stack as one file: the names of templates, and what the instances differ in. */
export class StackFile {
  @IntegerField({
    description: 'Version of the format.',
    min: STACK_FILE_VERSION,
    max: STACK_FILE_VERSION,
    example: STACK_FILE_VERSION,
  })
  devarch!: number;

  @ObjectField(() => FileStack, { description: 'The stack itself.' })
  stack!: FileStack;

  @ListField(() => VariableSpec, { description: 'Its variables, by key.', shape: VARIABLES.shape, sensitive: true })
  variables: VariableSpec[] = [];

  @ListField(() => FileInstance, { description: 'Its instances, by name.' })
  instances: FileInstance[] = [];
}
