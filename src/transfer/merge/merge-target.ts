import type { StoredStack } from '../stored-stack.query.js';
import type { MergePolicy } from './merge-owner.js';
import type { StackBase } from './stack-base.js';

/** The stack to bring up to a file, how it was before, and what is known of how it came to be so. */
export interface MergeTarget {
  before: StoredStack;
  /** What the last import of such a file set; undefined where that is not known. */
  base: StackBase | undefined;
  policy: MergePolicy;
}
