import { LIMITS } from '../common/limits.js';
import { byKey } from '../facets/merge.js';
import { claimants, type Elsewhere, type Finding, involved, type Suggestion } from './finding.js';

/** A domain that an instance of the stack has in effect. */
export interface DomainClaim extends Elsewhere {
  owner: number;
  instance_id: string;
  domain: string;
  proxy_port: number | null;
}

/** Domains that several instances claim, so that a proxy would have to choose. Pure. */
export function domainFindings(stack: string, claims: readonly DomainClaim[]): Finding[] {
  return ofDomain(claims).flatMap(({ domain, group, others }): Finding[] => {
    const own = group.map(({ instance_id }) => instance_id);
    if (own.length + others.elsewhere_count < 2) return [];
    const message = `The domain ${domain} is claimed by ${claimants(stack, own, others)}.`;
    const suggestion = suggestDomain(stack, domain, group);
    const about = { severity: 'warning' as const, subject: domain, message, suggestion };
    return [{ kind: 'domain-clash', ...about, ...involved(stack, own, others) }];
  });
}

/**
 * Wildcard domains that also cover a domain of another instance. Within the stack it is told of the wildcard alone. Pure.
 * @param claims every domain of the stack, each with the instances elsewhere whose domains it covers or is covered by
 */
export function wildcardFindings(stack: string, claims: readonly DomainClaim[]): Finding[] {
  return ofDomain(claims).flatMap(({ domain, group, others }): Finding[] => {
    const holders = group.map(({ instance_id }) => instance_id);
    const covered = claims.filter((claim) => covers(domain, claim.domain)).map(({ instance_id }) => instance_id);
    const own = covered.filter((name) => !holders.includes(name));
    if (own.length + others.elsewhere_count === 0) return [];
    const [by, met] = [claimants(stack, holders), claimants(stack, own, others)];
    const verb = domain.startsWith('*.') ? 'overlaps with domains' : 'is also covered by a wildcard';
    const message = `The domain ${domain} of ${by} ${verb} of ${met}.`;
    const suggestion = {
      text: 'Keep it where the wildcard is meant as the fallback: proxies prefer the exact name.',
      request: null,
    };
    const about = { severity: 'info' as const, subject: domain, message, suggestion };
    return [{ kind: 'domain-overlap', ...about, ...involved(stack, [...holders, ...own], others) }];
  });
}

/** Whether the one is a wildcard that stands for the other too: `*.x` for every name that ends with `.x`. Pure. */
export function covers(one: string, another: string): boolean {
  return one.startsWith('*.') && one !== another && another.endsWith(one.slice(1));
}

/** The claims of each domain, in the order of domains; every claim of one domain meets the same elsewhere. */
function ofDomain(claims: readonly DomainClaim[]) {
  const groups = [...byKey({ key: ({ domain }: DomainClaim) => domain }, claims)];
  return groups
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([domain, group]) => ({ domain, group, others: group[0] ?? { elsewhere: [], elsewhere_count: 0 } }));
}

/** The newest instance gets a name of its own below the domain. */
function suggestDomain(stack: string, domain: string, group: readonly DomainClaim[]): Suggestion {
  const newest = group.toSorted((a, b) => b.owner - a.owner)[0];
  const name = newest?.instance_id;
  const own = domain.replace(/^(\*\.)?/, `$1${name}.${stack}.`);
  if (own.length > LIMITS.host_name) return { text: `Give ${stack}/${name} another domain.`, request: null };
  const body = { set: [{ domain: own, proxy_port: newest?.proxy_port ?? null }], remove: [domain] };
  const path = `/stacks/${stack}/instances/${name}/domains`;
  return { text: `Give ${stack}/${name} the domain ${own} instead.`, request: { method: 'PATCH', path, body } };
}
