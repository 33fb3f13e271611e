import { ONE_OF_EACH } from '../../test/setup/factories.js';
import { shownItem } from '../../test/setup/story.js';
import { FACET_NAMES, FACETS } from '../facets/facets.js';
import { effectiveConfig } from './effective-config.js';

it.each(FACET_NAMES)('%s: an effective item has every value column as stored, and its source beside them', (name) => {
  const settings = { image_name: 'a', image_tag: '1', command: null, restart_policy: 'no', user_spec: null };
  const config = effectiveConfig({
    ...{ id: 1, instance_id: 'db', stack_id: 1, stack_name: 'shop', template_name: 'a', container_name: 'c' },
    ...{ enabled: true, template_settings: settings, instance_settings: settings },
    ...{ provides: ['a'], bindings: [], dependencies: [] },
    template: (facet) => (facet === name ? [{ ...ONE_OF_EACH[name] }] : []),
    overrides: () => [],
  });
  const items = [config[name]].flat();
  expect(items).toContainEqual({ ...shownItem(ONE_OF_EACH[name]), [FACETS[name].source_key]: 'template' });
});
