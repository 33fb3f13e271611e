import fc from 'fast-check';
import { toYaml } from '../../src/compose/render/yaml-text.js';
import { kubernetesRenderer } from '../../src/compose/render/kubernetes/kubernetes.js';
import type { ResolvedStack } from '../../src/compose/render/resolved.js';
import { unaccounted } from '../setup/accounting.js';
import { arbitraryStack, LEAKED } from '../setup/arbitrary-stack.js';
import { frozen } from '../setup/freeze.js';
import { casesOf, expectGolden } from '../setup/golden-cases.js';
import { type Manifest, manifestErrors } from '../setup/kubernetes-checks.js';

const FOLDER = 'test/contract/kubernetes';

const errorsOf = (documents: object[]) => manifestErrors(documents as Manifest[]);
const rendered = (stack: ResolvedStack) => kubernetesRenderer.render(frozen(stack));

describe.each(casesOf(FOLDER))('$name: $title', (golden) => {
  it('renders as written, and a cluster takes it', () => {
    const { documents, losses } = rendered(golden.given);
    expectGolden(FOLDER, golden, { documents, losses });
    expect(errorsOf(documents)).toEqual([]);
  });
});

describe('for any stack', () => {
  it('the manifests are whole: names, labels, selectors, volumes, ports and probes', () => {
    fc.assert(
      fc.property(arbitraryStack, (stack) => {
        expect(errorsOf(rendered(stack).documents)).toEqual([]);
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
        expect(unaccounted(frozen(stack), kubernetesRenderer, isEmptyOption)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

/** Parts that may say what holds anyway. */
function isEmptyOption(where: string): boolean {
  return where === '/extra/deploy/mode' || where === '/extra/init';
}
