import { InvalidInput } from '../common/errors.js';
import { defineField, type FieldOptions } from '../common/fields.js';
import { nearest } from '../common/nearest.js';
import {
  type Setting,
  SETTING_NAMES,
  type SettingName,
  SETTINGS,
  type Settings,
  type TemplateSettings,
} from './settings.js';

/** The settings that an instance may go without, because the image says them then. */
export const REMOVABLE_SETTINGS = SETTING_NAMES.filter((name) => {
  const { nullable }: Setting = SETTINGS[name];
  return nullable;
});

/** What an instance says of settings: values of its own, and the template's that it goes without. */
export interface OwnSettings extends Settings {
  removed_settings?: readonly SettingName[];
}

/** An instance neither has a value of its own for a setting that it goes without. */
export const REMOVED_SETTINGS_CHECK = [
  `removed_settings <@ '{${REMOVABLE_SETTINGS.join(',')}}'::text[]`,
  ...REMOVABLE_SETTINGS.map((name) => `NOT (${name} IS NOT NULL AND '${name}' = ANY (removed_settings))`),
].join('\n           AND ');

/** Whether an instance says something else than its template has, be it that there is none. */
export function isOwnSetting(own: OwnSettings, name: SettingName): boolean {
  return own[name] !== null || own.removed_settings?.includes(name) === true;
}

/** A value of the instance wins, and so does that it goes without. */
export function effectiveSettings(template: TemplateSettings, instance: OwnSettings): TemplateSettings {
  const overridden = SETTING_NAMES.filter((name) => isOwnSetting(instance, name));
  return { ...template, ...Object.fromEntries(overridden.map((name) => [name, instance[name]])) };
}

/** Names of settings that an instance goes without; a repeated one counts once. */
export function RemovedSettingsField(options: Pick<FieldOptions, 'optional'>): PropertyDecorator {
  const among: readonly string[] = REMOVABLE_SETTINGS;
  const description =
    'Settings of the template that the instance goes without, so that they are those of the image. A value in settings, or null, has one back.';
  const explain = (value: unknown) => {
    const wrong: unknown = Array.isArray(value) ? value.find((name) => !among.includes(String(name))) : undefined;
    const [closest] = typeof wrong === 'string' ? nearest(wrong, among) : [];
    return `a list of any of ${among.join(', ')}${closest === undefined ? '' : `; did you mean ${closest}?`}`;
  };
  const items = { type: 'string', enum: [...among] };
  const test = (value: unknown) =>
    Array.isArray(value) &&
    value.length <= among.length &&
    value.every((name) => typeof name === 'string' && among.includes(name));
  return defineField(
    { description, example: [], ...options },
    explain,
    { type: 'array', items, maxItems: among.length },
    test,
  );
}

/** Settings of an instance, given: values, and what it goes without. */
export interface GivenSettings {
  settings?: Partial<Settings>;
  removed_settings?: readonly SettingName[];
}

/** The same; InvalidInput where a setting is given a value and said to be gone at once. */
export function demandOneOrOther<Given extends GivenSettings>(given: Given): Given {
  const { settings, removed_settings = [] } = given;
  const both = removed_settings.find((name) => (settings?.[name] ?? null) !== null);
  if (both === undefined) return given;
  throw InvalidInput.field('/removed_settings', `names ${both}, to which settings gives a value: give one of them`);
}

/** What is stored of settings that are given: what is gone has no value; what is given, or follows again, is not gone. */
export function storedSettings(
  { settings = {}, removed_settings }: GivenSettings,
  now: readonly SettingName[] = [],
): Partial<Settings> & { removed_settings?: SettingName[] } {
  if (removed_settings === undefined) {
    const left = now.filter((name) => settings[name] === undefined);
    return left.length === now.length ? settings : { ...settings, removed_settings: left };
  }
  const removed = SETTING_NAMES.filter((name) => removed_settings.includes(name));
  return { ...settings, ...Object.fromEntries(removed.map((name) => [name, null])), removed_settings: removed };
}

/** The settings that an instance is to have, as a write takes them. */
export function givenSettings({ removed_settings = [], ...settings }: OwnSettings): Required<MutableSettings> {
  return { settings, removed_settings: [...removed_settings] };
}

/** A write of some of the settings that an instance is to have; nothing where there are none. */
export function takenSettings(
  taken: readonly SettingName[],
  wanted: OwnSettings,
  removed_now: readonly SettingName[],
): MutableSettings {
  if (taken.length === 0) return {};
  const gone = (wanted.removed_settings ?? []).filter((name) => taken.includes(name));
  return {
    settings: Object.fromEntries(taken.map((name) => [name, wanted[name]])),
    removed_settings: [...removed_now.filter((name) => !taken.includes(name)), ...gone],
  };
}

interface MutableSettings {
  settings?: Partial<Settings>;
  removed_settings?: SettingName[];
}
