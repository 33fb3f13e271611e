import fc from 'fast-check';
import { finish } from '../../src/common/in-steps.js';
import { rendererOf, TARGETS } from '../../src/render/renderers.js';
import { resolveStack } from '../../src/render/resolve.js';
import type { ResolvedStack } from '../../src/render/resolved.js';
import { unaccounted } from '../setup/accounting.js';
import { arbitraryStack, LEAKED } from '../setup/arbitrary-stack.js';
import { effectiveStack } from '../setup/effective-stack.js';
import { frozen } from '../setup/freeze.js';
import { aResolvedStack } from '../setup/resolved-stack.js';
import { PLAIN_SECRET, stackSketches } from '../setup/stack-sketches.js';
import { TARGET_CHECKS } from '../setup/target-checks.js';

/** What holds for every target, whichever there are. */
describe.each(TARGETS)('%s', (target) => {
  const renderer = rendererOf(target);
  const { errors, saysNothing } = TARGET_CHECKS[target];
  const rendered = (stack: ResolvedStack) => {
    const { documents, losses } = renderer.render(frozen(stack));
    return { documents, losses, text: finish(renderer.presentation.write(documents, [])) };
  };

  it('is called so', () => {
    expect(renderer.target).toBe(target);
  });

  it('any stack renders to what is taken there', () => {
    fc.assert(
      fc.property(stackSketches, (sketch) => {
        expect(errors(rendered(resolveStack(effectiveStack(sketch)).stack).documents)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('the same stack gives the same bytes, and no secret value is among them', () => {
    fc.assert(
      fc.property(arbitraryStack, (stack) => {
        const once = rendered(stack);
        const again = rendered(structuredClone(stack));
        expect([again.text, again.losses]).toEqual([once.text, once.losses]);
        expect(JSON.stringify(once)).not.toContain(LEAKED);
      }),
      { numRuns: 50 },
    );
  });

  it('a value of a Compose key that nothing makes a text of is no fault', () => {
    const odd = { toString: 1, valueOf: 1 };
    const options = { ipc: [odd], network_mode: odd, scale: odd, deploy: { replicas: odd }, networks: odd };
    expect(rendered(aResolvedStack([{ options }])).documents.length).toBeGreaterThan(0);
  });

  it('a secret of a template or an instance stands in no file and in no loss', () => {
    fc.assert(
      fc.property(stackSketches, (sketch) => {
        const { stack, losses } = resolveStack(effectiveStack(sketch));
        expect(JSON.stringify([losses, rendered(stack)])).not.toContain(PLAIN_SECRET);
      }),
      { numRuns: 60 },
    );
  });

  it('nothing of an instance is neither rendered nor reported', () => {
    fc.assert(
      fc.property(arbitraryStack, (stack) => {
        expect(unaccounted(frozen(stack), renderer, saysNothing)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
