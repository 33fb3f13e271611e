import { Inject, Injectable, Optional } from '@nestjs/common';
import { Impossible, MAX_ERRORS } from '../common/errors.js';
import { addedTo, type Described, type Hazard, hazardsOf } from './hazards.js';

export { type Described, type Hazard, placeBelow, placeIn, placeOf } from './hazards.js';

/** allow: nothing is said. warn: findings, and words in reports of imports. refuse: moreover nothing dangerous is added. */
export const HOST_ACCESS_POLICIES = ['allow', 'warn', 'refuse'] as const;
export type HostAccessPolicy = (typeof HOST_ACCESS_POLICIES)[number];

export const HOST_ACCESS_POLICY = Symbol('host access policy');

/** What of a configuration reaches the host that it runs on, and whether that is said, or refused. */
@Injectable()
export class HostAccess {
  constructor(@Optional() @Inject(HOST_ACCESS_POLICY) private readonly policy: HostAccessPolicy = 'warn') {}

  /** What is to be told of it, at most the first hundred; nothing where everything is allowed. */
  report(described: Described): Hazard[] {
    return this.policy === 'allow' ? [] : hazardsOf(described).slice(0, MAX_ERRORS);
  }

  /** Whether a write of it may be refused, so that one has to look at what is there. */
  mayRefuse(described: Described): boolean {
    return this.policy === 'refuse' && hazardsOf(described).length > 0;
  }

  /**
   * Impossible, naming every place, where something dangerous is added to what is there; that may stay as it is, and may
   * be taken away.
   * @param pointer the place of a hazard in the caller's input
   */
  demand(given: Described, there: readonly Described[], pointer: (hazard: Hazard) => string): void {
    if (!this.mayRefuse(given)) return;
    const added = addedTo(there.flatMap(hazardsOf), hazardsOf(given));
    const errors = added.slice(0, MAX_ERRORS).map((hazard) => ({ pointer: pointer(hazard), reason: refusal(hazard) }));
    const [first] = errors;
    if (first) throw new Impossible(`${first.pointer} ${first.reason}.`, errors);
  }
}

function refusal({ says, advice }: Hazard): string {
  return `${says}; DEVARCH_HOST_ACCESS=refuse does not let it in. ${advice.replace(/\.$/, '')}`;
}
