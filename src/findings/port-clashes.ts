import { byKey } from '../facets/merge.js';
import { inFixedOrder } from '../facets/order.js';
import { ANY_ADDRESS } from '../facets/ports.js';
import { type Finding, inWords, involved } from './finding.js';
import { type FreePorts, overlap } from './free-ports.js';
import { type FixedClaim, isFixed, type PortClaim, type PortClash } from './port-claim.js';
import { suggestPort } from './port-suggestion.js';

/**
 * The host ports of a stack that are claimed more than once, within it or elsewhere: same port, same protocol, addresses
 * that overlap. Neighbouring ports between the same instances are one clash. Pure.
 * @param claims every host port that the enabled instances of the stack have in effect
 */
export function findPortClashes(claims: readonly PortClaim[]): PortClash[] {
  const port = ({ protocol, host_port }: FixedClaim) => `${protocol} ${host_port}`;
  const groups = [...byKey({ key: port }, claims.filter(isFixed)).values()];
  const clashes = groups.flatMap(connected).flatMap((group): PortClash[] => {
    const [widest] = group.toSorted((a, b) => b.elsewhere_count - a.elsewhere_count);
    if (!widest || group.length + widest.elsewhere_count < 2) return [];
    const { protocol, host_port, elsewhere, elsewhere_count } = widest;
    const inOrder = inFixedOrder({ order_columns: ['owner', 'host_ip', 'container_port'] }, group);
    return [{ protocol, from: host_port, to: host_port, claims: inOrder, others: { elsewhere, elsewhere_count } }];
  });
  return joinNeighbours(clashes.toSorted((a, b) => compare(a.protocol, b.protocol) || a.from - b.from));
}

/** The clashes in words, each with the next free port for the newest instance that is involved. */
export function portFindings(
  stack: string,
  claims: readonly PortClaim[],
  clashes: readonly PortClash[],
  free: FreePorts,
): Finding[] {
  return clashes.map((clash) => ({
    kind: 'port-clash',
    severity: 'error',
    subject: rangeText(clash),
    message: inMessage(stack, clash),
    ...involved(
      stack,
      clash.claims.map(({ instance_id }) => instance_id),
      clash.others,
    ),
    suggestion: suggestPort(stack, claims, clash, free),
  }));
}

/** Claims of one port that hang together: none of one group meets any of another. */
function connected(claims: readonly FixedClaim[]): FixedClaim[][] {
  return claims.reduce<FixedClaim[][]>((groups, claim) => {
    const near = groups.filter((group) => group.some((other) => meet(claim, other)));
    return [...groups.filter((group) => !near.includes(group)), [...near.flat(), claim]];
  }, []);
}

/** One instance that publishes one port on 0.0.0.0 and on :: says both families, and means it. */
function meet(one: PortClaim, another: PortClaim): boolean {
  const [family, other] = [one, another].map(({ host_ip }) => host_ip?.includes(':'));
  const same = one.owner === another.owner && one.container_port === another.container_port;
  const both = same && family !== undefined && other !== undefined && family !== other;
  return overlap(one.host_ip, another.host_ip) && !both;
}

/** Neighbouring ports are one clash where the same instances meet on the same addresses. */
function joinNeighbours(clashes: readonly PortClash[]): PortClash[] {
  const joined = new Map<string, PortClash>();
  for (const clash of clashes) {
    const place = ({ owner, host_ip }: PortClaim) => `${owner} ${host_ip}`;
    const shape = JSON.stringify([clash.protocol, clash.claims.map(place), clash.others]);
    const before = joined.get(`${clash.from - 1} ${shape}`);
    joined.delete(`${clash.from - 1} ${shape}`);
    const claims = [...(before?.claims ?? []), ...clash.claims];
    joined.set(`${clash.to} ${shape}`, { ...clash, from: before?.from ?? clash.from, claims });
  }
  return [...joined.values()].toSorted((a, b) => compare(a.protocol, b.protocol) || a.from - b.from);
}

function inMessage(stack: string, clash: PortClash): string {
  const port = `port${clash.from === clash.to ? '' : 's'} ${rangeText(clash)}`;
  const { claims, others } = clash;
  const [first] = claims;
  if (first && others.elsewhere_count === 0 && claims.every(({ owner }) => owner === first.owner)) {
    const uses = claims.map((claim) => `${claim.host_ip ?? ANY_ADDRESS} to container port ${claim.container_port}`);
    return `${stack}/${first.instance_id} claims host ${port} more than once: ${inWords(uses)}.`;
  }
  const own = new Set(claims.map((claim) => `${stack}/${claim.instance_id} (${claim.host_ip ?? ANY_ADDRESS})`));
  const names = [...own, ...others.elsewhere.map((other) => `${other.stack}/${other.instance_id}`)];
  return `Host ${port} ${clash.from === clash.to ? 'is' : 'are'} claimed by ${inWords(names, own.size + others.elsewhere_count)}.`;
}

function rangeText({ from, to, protocol }: PortClash): string {
  return `${from === to ? from : `${from}-${to}`}/${protocol}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
