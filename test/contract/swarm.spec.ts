import fc from 'fast-check';
import { toYaml } from '../../src/compose/render/yaml-text.js';
import { swarmRenderer } from '../../src/compose/render/swarm/swarm.js';
import { unaccounted } from '../setup/accounting.js';
import { arbitraryStack, LEAKED } from '../setup/arbitrary-stack.js';
import { frozen } from '../setup/freeze.js';
import { casesOf, expectGolden } from '../setup/golden-cases.js';
import { swarmErrors } from '../setup/swarm-checks.js';

const FOLDER = 'test/contract/swarm';

describe.each(casesOf(FOLDER))('$name: $title', (golden) => {
  it('renders as written, and is what docker stack deploy takes', () => {
    const rendered = swarmRenderer.render(frozen(golden.given));
    expectGolden(FOLDER, golden, rendered);
    expect(rendered.documents.flatMap((document) => swarmErrors({ ...document }))).toEqual([]);
  });
});

describe('for any stack', () => {
  const rendered = (stack: Parameters<typeof swarmRenderer.render>[0]) => swarmRenderer.render(frozen(stack));

  it('the file is one that docker stack deploy takes', () => {
    fc.assert(
      fc.property(arbitraryStack, (stack) => {
        expect(rendered(stack).documents.flatMap((document) => swarmErrors({ ...document }))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('the same stack gives the same bytes, and no secret value is among them', () => {
    fc.assert(
      fc.property(arbitraryStack, (stack) => {
        const { documents, losses } = rendered(stack);
        const again = rendered(structuredClone(stack));
        expect([toYaml(again.documents), again.losses]).toEqual([toYaml(documents), losses]);
        expect(JSON.stringify({ documents, losses })).not.toContain(LEAKED);
      }),
      { numRuns: 50 },
    );
  });

  it('nothing of an instance is neither rendered nor reported', () => {
    fc.assert(
      fc.property(arbitraryStack, (stack) => {
        expect(unaccounted(frozen(stack), swarmRenderer, isEmptyOption)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

/** Parts that may say what the renderer says anyway. */
function isEmptyOption(where: string): boolean {
  return where === '/extra/deploy/restart_policy/condition';
}
