import type { PortSpec } from '../facets/ports.js';
import type { Elsewhere } from './finding.js';

/** A host port that an instance of the stack has in effect. */
export interface PortClaim extends Elsewhere, PortSpec {
  /** Id of the instance: the later made, the higher. */
  owner: number;
  instance_id: string;
  item_source: 'template' | 'override';
}

/** Claims on the same ports, from–to, that meet one another or claims elsewhere. */
export interface PortClash {
  protocol: string;
  from: number;
  to: number;
  claims: PortClaim[];
  /** The claims elsewhere that meet any of these. */
  others: Elsewhere;
}
