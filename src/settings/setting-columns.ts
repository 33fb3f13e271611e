import { Column, type ColumnOptions } from 'typeorm';
import { type Setting, SETTING_NAMES, SETTINGS, type Settings, type TemplateSettings } from './settings.js';

/** A template has every setting but those that its image may say. */
export const TemplateSettingColumns = settingColumns<TemplateSettings>(({ nullable, default: initial }) => ({
  nullable: nullable === true,
  ...(initial !== undefined && { default: initial }),
}));

/** An instance has the settings that differ. */
export const InstanceSettingColumns = settingColumns<Settings>(() => ({ nullable: true }));

/** A class with the column of every setting. */
function settingColumns<Values>(options: (setting: Setting) => ColumnOptions): new () => Values {
  class Columns {}
  for (const name of SETTING_NAMES) {
    const setting: Setting = SETTINGS[name];
    const length = setting.column === 'varchar' ? { length: setting.max } : {};
    Column({ type: setting.column, ...length, ...options(setting) })(Columns.prototype, name);
  }
  return Columns as new () => Values;
}
