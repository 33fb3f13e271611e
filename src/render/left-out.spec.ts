import { aResolvedStack } from '../../test/setup/resolved-stack.js';
import { FACET_NAMES, perFacet } from '../facets/facets.js';
import { perSetting } from '../settings/settings.js';
import { YAML_FILE } from './presentation.js';
import { defineRenderer } from './define-renderer.js';
import type { Handling } from './resolved.js';

const ONE_OF_EACH = {
  ...{ ports: [{}], volumes: [{}], env_vars: [{}], config_files: [{}], healthcheck: {}, labels: { team: 'a' } },
  domains: [{ domain: 'shop.localhost', proxy_port: null }],
  options: { shm_size: '1g' },
};

it('what a target leaves out is a loss of each setting and item, without a word of the renderer', () => {
  const renderer = defineRenderer({
    target: 'nothing',
    presentation: YAML_FILE,
    settings: perSetting((): Handling => ({ left_out: 'has no place here' })),
    facets: perFacet((): Handling => ({ left_out: 'has no place here' })),
    *renderInSteps() {
      yield;
      return { documents: [], losses: [] };
    },
  });
  const { losses } = renderer.render(aResolvedStack([{ ...ONE_OF_EACH, command: 'run' }]));
  const others = FACET_NAMES.filter((name) => name !== 'labels' && name !== 'healthcheck').map((name) => `/${name}/0`);
  const settings = ['image_name', 'image_tag', 'command', 'restart_policy'].map((name) => `/${name}`);
  const wanted = [...settings, ...others, '/healthcheck', '/labels/0', '/labels/1', '/labels/2'];
  expect(losses.map(({ where }) => where).toSorted()).toEqual(wanted.toSorted());
  expect(losses.find(({ where }) => where === '/ports/0')).toEqual({
    ...{ instance_id: 'db', where: '/ports/0', code: 'facet-left-out', message: 'has no place here; left out' },
  });
});
