import { perSetting, type Setting, type SettingName } from '../../model/settings.js';

/** Everything about a field but whether it may be left out, which creating and changing see differently. */
export const FIELDS = {
  name: { description: 'Name of the template.', example: 'my-postgres' },
  category: { description: 'Name of the category; null for none.', min: 1, max: 63, example: 'database' },
  category_id: {
    description: 'Number of the category, instead of its name; null for none.',
    min: 1,
    max: 2147483647,
    optional: true,
    nullable: true,
  },
  description: { description: 'Free text.', max: 4096, example: 'Relational database' },
  ...perSetting(settingField),
  enabled: { description: 'Offered in the catalogue.', example: true },
  extra: { description: 'Further Compose keys of the service, as they are.', example: { shm_size: '256m' } },
  dependencies: { description: 'Templates that this one needs.', max: 100 },
};

function settingField(_: SettingName, { description, min, max, rule, nullable, example }: Setting) {
  return { description: `${description}${nullable ? '; null for that of the image' : ''}.`, min, max, rule, example };
}
