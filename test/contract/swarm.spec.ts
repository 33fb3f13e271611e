import fc from 'fast-check';
import { swarmRenderer } from '../../src/render/swarm/swarm.js';
import { arbitraryStack } from '../setup/arbitrary-stack.js';
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
});
