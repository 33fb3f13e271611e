import { shownValues } from '../facets/item-values.js';
import { ports } from '../facets/ports.js';
import type { Suggestion } from './finding.js';
import type { FreePorts } from './free-ports.js';
import type { FixedClaim, PortClaim, PortClash } from './port-claim.js';

/**
 * Moves the newest instance of a clash to the next free ports. The request sets all ports of the keys that it touches,
 * because setting one of a key replaces the others. Pure but for the ports that it takes.
 * @param claims every host port that the stack has in effect
 */
export function suggestPort(
  stack: string,
  claims: readonly PortClaim[],
  clash: PortClash,
  free: FreePorts,
): Suggestion {
  const moving = inTheWay(clash);
  const name = `${stack}/${moving[0]?.instance_id}`;
  const addresses = [...new Set(moving.map(({ host_ip }) => host_ip))];
  const first = free.take(clash.protocol, addresses, clash.from, clash.to, moving.length);
  if (first === undefined) return { text: `Take a port of ${name} away; no free one is left.`, request: null };
  const moved = new Map<PortClaim, number>(moving.map((claim, index) => [claim, first + index]));
  const keys = new Set(moving.map((claim) => ports.key(claim)));
  const own = claims.filter((claim) => claim.owner === moving[0]?.owner);
  const placed = own.filter((claim) => !keys.has(ports.key(claim)));
  const set = own
    .filter((claim) => keys.has(ports.key(claim)))
    .map((claim) => {
      const host_port = moved.get(claim) ?? placeBeside(claim, placed, free);
      placed.push({ ...claim, host_port });
      return { ...shownValues(ports, claim), host_port };
    });
  const last = first + moving.length - 1;
  const text = `Publish ${name} on host port${first === last ? ` ${first}` : `s ${first}-${last}`} instead.`;
  const path = `/stacks/${stack}/instances/${moving[0]?.instance_id}/ports`;
  return { text, request: { method: 'PATCH', path, body: { set } } };
}

/**
 * The claims of the newest instance, by port. Where it meets only itself, one claim of each port may stay: an override
 * before what is inherited, because somebody chose it.
 */
function inTheWay({ claims, others }: PortClash): FixedClaim[] {
  const newest = Math.max(...claims.map(({ owner }) => owner));
  const own = claims.filter(({ owner }) => owner === newest);
  const alone = own.length === claims.length && others.elsewhere_count === 0;
  const chosen = own.toSorted((a, b) => a.host_port - b.host_port || Number(isInherited(a)) - Number(isInherited(b)));
  return alone ? chosen.filter((claim, index) => claim.host_port === chosen[index - 1]?.host_port) : chosen;
}

/** Where a port of a key that is set anew goes on: where it is, unless the instance has another one right there by then. */
function placeBeside(claim: PortClaim, placed: readonly PortClaim[], free: FreePorts): number | null {
  const { protocol, host_ip, host_port } = claim;
  const met = placed.some((other) => ports.claim(other) === ports.claim(claim));
  return met && host_port !== null ? (free.take(protocol, [host_ip], host_port, host_port, 1) ?? host_port) : host_port;
}

function isInherited({ item_source }: PortClaim): boolean {
  return item_source === 'template';
}
