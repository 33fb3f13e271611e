import { aResolvedStack } from '../../../test/setup/resolved-stack.js';
import { FACET_NAMES, perFacet } from '../../facets/facets.js';
import { defineRenderer, type FacetHandling } from './resolved.js';

const ONE_OF_EACH = {
  ...{ ports: [{}], volumes: [{}], env_vars: [{}], config_files: [{}], healthcheck: {}, labels: { team: 'a' } },
  domains: [{ domain: 'shop.localhost', proxy_port: null }],
};

it('what a target leaves out of a facet is a loss of each item, without a word of the renderer', () => {
  const renderer = defineRenderer({
    target: 'nothing',
    facets: perFacet((): FacetHandling => ({ left_out: 'has no place here' })),
    *renderInSteps() {
      yield;
      return { documents: [], losses: [] };
    },
  });
  const { losses } = renderer.render(aResolvedStack([ONE_OF_EACH]));
  const others = FACET_NAMES.filter((name) => name !== 'labels' && name !== 'healthcheck').map((name) => `/${name}/0`);
  const wanted = [...others, '/healthcheck', '/labels/0', '/labels/1', '/labels/2'];
  expect(losses.map(({ where }) => where).toSorted()).toEqual(wanted.toSorted());
  expect(losses[0]).toEqual({
    ...{ instance_id: 'db', where: '/ports/0', code: 'facet-left-out', message: 'has no place here; left out' },
  });
});
