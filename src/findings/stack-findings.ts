import type { Described, Hazard } from '../host-access/host-access.service.js';
import type { StackText } from '../effective/effective.service.js';
import { type Dependable, dependencyFindings } from './dependency-findings.js';
import { type DomainClaim, domainFindings, wildcardFindings } from './domain-clashes.js';
import { type Finding, FINDING_KINDS, SEVERITIES, type Severity } from './finding.js';
import { FreePorts, type TakenPorts } from './free-ports.js';
import { hostFindings, type HostInstance, type MountOnHost } from './host-findings.js';
import {
  type FileInEffect,
  type LabelInEffect,
  plainSecretFindings,
  type PlainVariable,
  plainVariableFindings,
  type TellingInstance,
} from './plain-secret-findings.js';
import type { PortClaim } from './port-claim.js';
import { findPortClashes, portFindings } from './port-clashes.js';
import { referenceFindings } from './reference-findings.js';
import {
  type BlockedRestore,
  type EmptySecret,
  restoreFindings,
  secretFindings,
  type VolumeClaim,
  volumeFindings,
} from './value-findings.js';

/** What is read of a stack to find out about it. Claims know who elsewhere claims the same. */
export interface StackRows {
  instances: readonly (Dependable & HostInstance & TellingInstance)[];
  /** Labels, and those config files that may hold a secret. */
  labels: readonly LabelInEffect[];
  files: readonly FileInEffect[];
  /** The variables that are no secrets and say something. */
  variables: readonly PlainVariable[];
  /** The texts that refer; they need only be there for the findings of one stack. */
  texts?: readonly StackText[];
  ports: readonly PortClaim[];
  /** Every host port that anything names; it need only be there where ports clash. */
  taken: readonly TakenPorts[];
  domains: readonly DomainClaim[];
  /** Domains, with those elsewhere that they cover or are covered by. */
  wildcards: readonly DomainClaim[];
  secrets: readonly EmptySecret[];
  mounts: readonly MountOnHost[];
  volumes: readonly VolumeClaim[];
  blocked: readonly BlockedRestore[];
}

/** The findings of a stack, errors first, then by kind; within a kind the order is the kind's own. Pure. */
export function findingsOf(stack: string, rows: StackRows, report: (described: Described) => Hazard[]): Finding[] {
  const names = rows.instances.map(({ instance_id }) => instance_id);
  return inOrder([
    ...dependencyFindings(stack, rows.instances),
    ...clashesOf(stack, rows),
    ...domainFindings(stack, rows.domains),
    ...wildcardFindings(stack, rows.wildcards),
    ...secretFindings(stack, rows.secrets),
    ...hostFindings(stack, rows, report),
    ...plainSecretFindings(stack, rows),
    ...plainVariableFindings(stack, rows.variables),
    ...referenceFindings(stack, rows.texts ?? []),
    ...volumeFindings(stack, rows.volumes),
    ...restoreFindings(stack, rows.blocked, names),
  ]);
}

/** How many there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

export function inOrder<Found extends Finding>(findings: readonly Found[]): Found[] {
  return findings.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind),
  );
}

function clashesOf(stack: string, { ports, taken }: StackRows): Finding[] {
  const clashes = findPortClashes(ports);
  return clashes.length === 0 ? [] : portFindings(stack, ports, clashes, new FreePorts(taken));
}
