import { TextField, type TextRule } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import type { KeyShare } from '../facets/facet.js';
import { commandRule } from '../facets/values.js';
import { besideReferences, Referring, type Refers } from '../references/referring.js';
import { imageNameRule, imageTagRule, restartPolicyRule } from './setting-rules.js';

/** A single value of a template that an instance may override. */
export interface Setting {
  /** What it is, for the document; without the full stop. */
  description: string;
  /** What a template may say, and what an instance may say instead, where that is another example. */
  example: string;
  other_example?: string;
  /** How many characters it has. */
  min: number;
  max: number;
  rule?: TextRule;
  /** How it is stored; a `varchar` is as long as the value may be. */
  column: 'varchar' | 'text';
  /** A template need not have one: the image says it then. */
  nullable?: true;
  /** What a template has that says nothing of it. */
  default?: string;
  /** It may refer to others, and how. */
  refers?: Refers;
  /** The keys of a Compose service that it is read from. */
  compose_keys: Readonly<Record<string, KeyShare>>;
}

/** Every setting, in the order of every list. Columns, inputs, statements and merges are driven by this object. */
export const SETTINGS = {
  image_name: {
    ...{ description: 'Image without tag', min: 1, max: LIMITS.image_name, rule: imageNameRule, example: 'postgres' },
    ...{ column: 'varchar', compose_keys: { image: 'whole' } },
  },
  /** A tag, `tag@sha256:…`, or a bare `sha256:…` digest. */
  image_tag: {
    ...{
      description: 'Tag or digest of the image',
      min: 1,
      max: LIMITS.image_tag,
      rule: besideReferences(imageTagRule),
    },
    ...{ example: '17.2', other_example: '16.6' },
    ...{
      column: 'varchar',
      refers: { attribute: 'image_tag', is_seen: true },
      default: 'latest',
      compose_keys: { image: 'whole' },
    },
  },
  command: {
    ...{
      description: 'Command line (shell form), or a JSON array of strings (exec form)',
      min: 1,
      max: LIMITS.command,
    },
    ...{ rule: besideReferences(commandRule), example: '["postgres","-c","max_connections=50"]' },
    ...{
      column: 'text',
      refers: { is_command: true, is_seen: true },
      nullable: true,
      compose_keys: { command: 'part' },
    },
  },
  restart_policy: {
    ...{
      description: 'Restart policy',
      min: 0,
      max: LIMITS.restart_policy,
      rule: restartPolicyRule,
      example: 'always',
    },
    ...{ column: 'varchar', default: 'unless-stopped', compose_keys: { restart: 'whole' } },
  },
  user_spec: {
    ...{ description: 'User, optionally with group, that the container runs as', min: 1, max: LIMITS.user },
    ...{ example: '1000:1000', column: 'varchar', nullable: true, compose_keys: { user: 'part' } },
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** One thing per setting. What has an entry for each implements or satisfies this, so that one that is missing does not compile. */
export type SettingMap<Value = unknown> = Record<SettingName, Value>;

/** The settings of an instance; null follows the template. */
export type Settings = SettingMap<string | null>;

/** The settings of a template, which some of them cannot be left out of. */
export type TemplateSettings = {
  [Name in SettingName]: (typeof SETTINGS)[Name] extends { nullable: true } ? string | null : string;
};

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** One value per setting, computed by the same function. */
export function perSetting<Value>(compute: (name: SettingName, setting: Setting) => Value): SettingMap<Value> {
  const values: Partial<SettingMap<Value>> = {};
  for (const name of SETTING_NAMES) values[name] = compute(name, SETTINGS[name]);
  return values as SettingMap<Value>;
}

/** The settings of a template out of all that is known of it. */
export function templateSettings(known: TemplateSettings): TemplateSettings {
  return perSetting((name) => known[name]) as TemplateSettings;
}

/** The settings of an instance in a request: what is left out stays as it is, null follows the template. */
export class SettingsInput extends (Object as new () => Partial<Settings>) {}

for (const name of SETTING_NAMES) {
  const { description, min, max, rule, example, other_example, refers }: Setting = SETTINGS[name];
  const field = { description: `${description}.`, min, max, rule, example: other_example ?? example };
  TextField({ ...field, optional: true, nullable: true })(SettingsInput.prototype, name);
  if (refers) Referring(refers)(SettingsInput.prototype, name);
}
