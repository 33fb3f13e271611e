import type { PortSpec } from '../facets/ports.js';
import type { Elsewhere } from './finding.js';

/** A host port that an instance of the stack has in effect. */
export interface PortClaim extends Elsewhere, PortSpec {
  /** Id of the instance: the later made, the higher. */
  owner: number;
  instance_id: string;
  item_source: 'template' | 'override';
}

/** A claim on one port of the host; any that is free is none that two could want. */
export type FixedClaim = PortClaim & { host_port: number };

export function isFixed<Claim extends Pick<PortClaim, 'host_port'>>(
  claim: Claim,
): claim is Claim & { host_port: number } {
  return claim.host_port !== null;
}

/** Claims on the same ports, from–to, that meet one another or claims elsewhere. */
export interface PortClash {
  protocol: string;
  from: number;
  to: number;
  claims: FixedClaim[];
  /** The claims elsewhere that meet any of these. */
  others: Elsewhere;
}
