import { eachInSteps, type InSteps } from '../common/in-steps.js';
import { byKey } from '../facets/merge.js';
import type { PortSpec } from '../facets/ports.js';
import { type Elsewhere, INSTANCES_SHOWN } from './finding.js';
import { overlap } from './free-ports.js';
import { isFixed } from './port-claim.js';
import { wildcardsOver } from './wildcards-over.js';

/** Something that an enabled instance of any stack has in effect. */
export interface Placed {
  owner: number;
  instance_id: string;
  stack: string;
  stack_enabled: boolean;
}

/** The instances of enabled stacks that claim one thing, by age, and how many each stack has of them. */
interface Claimants {
  all: Placed[];
  of_stack: Map<string, number>;
}

/**
 * Each claim with the instances of other enabled stacks that claim the same, in steps. Pure.
 * @param place what is claimed: claims of one place meet the same others
 * @param met those that a claim meets, its own stack's included
 */
function withElsewhere<Claim extends Placed>(
  claims: readonly Claim[],
  place: (claim: Claim) => string,
  met: (claim: Claim) => readonly Placed[],
): InSteps<(Claim & Elsewhere)[]> {
  const known = new Map<string, Claimants>();
  return eachInSteps(claims, (claim) => {
    const key = place(claim);
    const claimants = known.get(key) ?? claimantsAmong(met(claim));
    known.set(key, claimants);
    return { ...claim, ...outside(claimants, claim.stack) };
  });
}

/** One on any free port meets none. */
export function portsElsewhere<Claim extends Placed & Pick<PortSpec, 'protocol' | 'host_port' | 'host_ip'>>(
  claims: readonly Claim[],
): InSteps<(Claim & Elsewhere)[]> {
  const port = ({ protocol, host_port }: Claim) => `${protocol} ${host_port}`;
  const groups = byKey({ key: port }, claims.filter(isFixed));
  const met = (claim: Claim) => (groups.get(port(claim)) ?? []).filter((it) => overlap(claim.host_ip, it.host_ip));
  return withElsewhere(claims, (claim) => `${port(claim)} ${claim.host_ip}`, met);
}

export function domainsElsewhere<Claim extends Placed & { domain: string }>(
  claims: readonly Claim[],
): InSteps<(Claim & Elsewhere)[]> {
  const domain = (claim: Claim) => claim.domain;
  const groups = byKey({ key: domain }, claims);
  return withElsewhere(claims, domain, (claim) => groups.get(claim.domain) ?? []);
}

/**
 * Each domain with those elsewhere that cover it or that it covers. Domains that cover none and have the same nearest
 * wildcard over them meet the same.
 */
export function wildcardsElsewhere<Claim extends Placed & { domain: string }>(
  claims: readonly Claim[],
): InSteps<(Claim & Elsewhere)[]> {
  const groups = byKey({ key: ({ domain }: Claim) => domain }, claims);
  const wildcardsOf = wildcardsOver([...groups.keys()]);
  const over = new Map([...groups.keys()].map((domain) => [domain, wildcardsOf(domain)]));
  const covered = new Map<string, string[]>();
  for (const [domain, wildcards] of over) {
    for (const wildcard of wildcards) covered.set(wildcard, covered.get(wildcard) ?? []);
    for (const wildcard of wildcards) covered.get(wildcard)?.push(domain);
  }
  const place = ({ domain }: Claim) => (covered.has(domain) ? domain : `below ${over.get(domain)?.[0] ?? 'none'}`);
  return withElsewhere(claims, place, ({ domain }) =>
    [...(over.get(domain) ?? []), ...(covered.get(domain) ?? [])].flatMap((name) => groups.get(name) ?? []),
  );
}

/** Elsewhere only external volumes can be the same one: any other belongs to its stack. */
export function volumesElsewhere<Claim extends Placed & { source: string; is_external: boolean }>(
  claims: readonly Claim[],
): InSteps<(Claim & Elsewhere)[]> {
  const volume = ({ source, is_external }: Claim) => `${is_external} ${source}`;
  const groups = byKey({ key: volume }, claims);
  return withElsewhere(claims, volume, (claim) => (claim.is_external ? (groups.get(volume(claim)) ?? []) : []));
}

function claimantsAmong(claims: readonly Placed[]): Claimants {
  const enabled = claims.filter(({ stack_enabled }) => stack_enabled);
  const owners = new Map(enabled.map((claim) => [claim.owner, claim]));
  const of_stack = new Map<string, number>();
  for (const { stack } of owners.values()) of_stack.set(stack, (of_stack.get(stack) ?? 0) + 1);
  return { all: [...owners.values()].toSorted((a, b) => a.owner - b.owner), of_stack };
}

function outside({ all, of_stack }: Claimants, own: string): Elsewhere {
  const elsewhere: Elsewhere['elsewhere'] = [];
  for (const { stack, instance_id } of all) {
    if (elsewhere.length === INSTANCES_SHOWN) break;
    if (stack !== own) elsewhere.push({ stack, instance_id });
  }
  return { elsewhere, elsewhere_count: all.length - (of_stack.get(own) ?? 0) };
}
