import fc from 'fast-check';
import { kubernetesRenderer } from '../../src/render/kubernetes/kubernetes.js';
import type { ResolvedStack } from '../../src/render/resolved.js';
import { arbitraryStack } from '../setup/arbitrary-stack.js';
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
});
