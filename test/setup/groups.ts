import { specsBelow } from './group.js';

/**
 * How `npm test` and `npm run test:faults` divide the spec files: a group loads the modules once and runs in one process.
 * A file `test/groups/<group>.group.ts` starts each; `test/contract/groups.spec.ts` demands that no spec file is left out.
 */
export const GROUPS = {
  unit: [...specsBelow('src'), ...specsBelow('test/setup')],
  contract: specsBelow('test/contract'),
  'db-1': part(specsBelow('test/db'), 0, 2),
  'db-2': part(specsBelow('test/db'), 1, 2),
  'e2e-1': part(specsBelow('test/e2e'), 0, 3),
  'e2e-2': part(specsBelow('test/e2e'), 1, 3),
  'e2e-3': part(specsBelow('test/e2e'), 2, 3),
  faults: specsBelow('test/faults'),
} as const;

/** Every so many-th of the files. */
function part(files: readonly string[], index: number, of: number): string[] {
  return files.filter((_, position) => position % of === index);
}
