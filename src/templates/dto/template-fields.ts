import { LIMITS } from '../../common/limits.js';
import { perSetting, type Setting, type SettingName } from '../../settings/settings.js';

/** Everything about a field but whether it may be left out, which creating and changing see differently. */
export const FIELDS = {
  name: { description: 'Name of the template.', example: 'my-postgres' },
  category: { description: 'Name of the category; null for none.', min: 1, max: LIMITS.name, example: 'database' },
  category_id: {
    description: 'Number of the category, instead of its name; null for none.',
    min: 1,
    max: LIMITS.id,
    optional: true,
    nullable: true,
  },
  description: { description: 'Free text.', max: LIMITS.description, example: 'Relational database' },
  ...perSetting(settingField),
  enabled: { description: 'Offered in the catalogue.', example: true },
  dependencies: { description: 'Templates that this one needs.', max: LIMITS.dependencies },
  provides: {
    description: 'Names of templates whose place it can take; its own is always one of them.',
    max: LIMITS.provides,
    example: ['postgres'],
  },
};

function settingField(_: SettingName, { description, min, max, rule, nullable, example }: Setting) {
  return { description: `${description}${nullable ? '; null for that of the image' : ''}.`, min, max, rule, example };
}
