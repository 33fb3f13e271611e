import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { listDomains, listPorts, listTakenPorts, listVolumes, listWildcards } from './claims.queries.js';
import { dependencyFindings } from './dependency-findings.js';
import { domainFindings, wildcardFindings } from './domain-clashes.js';
import type { StackFindings } from './dto/finding-answers.js';
import { type Finding, FINDING_KINDS, SEVERITIES, type Severity } from './finding.js';
import { HostAccess } from '../host-access/host-access.service.js';
import { listBlockedRestores, listEmptySecrets, listInstances, listMounts } from './findings.queries.js';
import { FreePorts } from './free-ports.js';
import { hostFindings } from './host-findings.js';
import { findPortClashes, type PortClaim, portFindings } from './port-clashes.js';
import { restoreFindings, secretFindings, volumeFindings } from './value-findings.js';

export const FINDINGS_SHOWN = 500;

/** What a user of a stack may want to know before it runs. Nothing is ever refused because of a finding. */
@Injectable()
export class FindingsService {
  constructor(
    private readonly database: Database,
    private readonly access: HostAccess,
  ) {}

  /** The findings of a stack as if it were enabled, one statement per kind; errors first, the order is always the same. */
  async list(stack: string, outer?: EntityManager): Promise<StackFindings> {
    const found = await this.database.read((tx) => collect(tx, stack, this.access), outer);
    const ordered = inOrder(found);
    const count = (wanted: Severity) => found.filter(({ severity }) => severity === wanted).length;
    return {
      stack,
      counts: { error: count('error'), warning: count('warning'), info: count('info') },
      capped: ordered.length > FINDINGS_SHOWN,
      findings: ordered.slice(0, FINDINGS_SHOWN),
    };
  }
}

async function collect(tx: EntityManager, stack: string, access: HostAccess): Promise<Finding[]> {
  const instances = await listInstances(tx, stack);
  const ports = await listPorts(tx, stack);
  const names = instances.map(({ instance_id }) => instance_id);
  return [
    ...dependencyFindings(stack, instances),
    ...(await collectPorts(tx, stack, ports)),
    ...domainFindings(stack, await listDomains(tx, stack)),
    ...wildcardFindings(stack, await listWildcards(tx, stack)),
    ...secretFindings(stack, await listEmptySecrets(tx, stack)),
    ...hostFindings(stack, { instances, ports, mounts: await listMounts(tx, stack) }, (it) => access.report(it)),
    ...volumeFindings(stack, await listVolumes(tx, stack)),
    ...restoreFindings(stack, await listBlockedRestores(tx, stack), names),
  ];
}

/** Free ports are only looked for where there is a clash. */
async function collectPorts(tx: EntityManager, stack: string, claims: PortClaim[]): Promise<Finding[]> {
  const clashes = findPortClashes(claims);
  if (clashes.length === 0) return [];
  return portFindings(stack, claims, clashes, new FreePorts(await listTakenPorts(tx)));
}

/** By severity, then by kind; within a kind the order is the kind's own. */
function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind),
  );
}
