import { commandRule } from '../../facets/values.js';
import { imageNameRule, imageTagRule, restartPolicyRule } from '../../model/settings.js';

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
  image_name: { description: 'Image without tag.', min: 1, max: 256, rule: imageNameRule, example: 'postgres' },
  image_tag: { description: 'Tag or digest of the image.', min: 1, max: 128, rule: imageTagRule, example: '17.2' },
  restart_policy: { description: 'Restart policy.', max: 32, rule: restartPolicyRule, example: 'always' },
  command: {
    description: 'Command line (shell form), or a JSON array of strings (exec form); null for that of the image.',
    min: 1,
    max: 8192,
    rule: commandRule,
    example: '["postgres","-c","max_connections=50"]',
  },
  user_spec: {
    description: 'User, optionally with group, that the container runs as; null for that of the image.',
    min: 1,
    max: 64,
    example: '1000:1000',
  },
  enabled: { description: 'Offered in the catalogue.', example: true },
  extra: { description: 'Further Compose keys of the service, as they are.', example: { shm_size: '256m' } },
  dependencies: { description: 'Templates that this one needs.', max: 100 },
};
