import type { Target } from '../../src/render/renderers.js';
import { composeErrors } from './compose-checks.js';
import { type Manifest, manifestErrors } from './kubernetes-checks.js';
import { swarmErrors } from './swarm-checks.js';

/** What tests know of a target besides its renderer. */
export interface TargetCheck {
  /** What is wrong with its documents in view of whoever takes them. */
  errors(documents: object[]): string[];
  /** Parts of an instance that may say what the target does anyway, so that nothing is lost without them. */
  saysNothing(where: string): boolean;
}

/** Every target, so that no test about all of them can leave one out. */
export const TARGET_CHECKS: Record<Target, TargetCheck> = {
  compose: {
    errors: (documents) => documents.flatMap((file) => composeErrors(JSON.parse(JSON.stringify(file)))),
    /** The instance's own healthcheck says these things itself; the network of the stack is every service's anyway. */
    saysNothing: (where) => where.startsWith('/options/healthcheck/') || where.startsWith('/options/networks'),
  },
  swarm: {
    errors: (documents) => documents.flatMap((file) => swarmErrors({ ...file })),
    saysNothing: (where) => where === '/options/deploy/restart_policy/condition',
  },
  kubernetes: {
    errors: (documents) => manifestErrors(documents as Manifest[]),
    saysNothing: (where) => where === '/options/deploy/mode' || where === '/options/init',
  },
};
