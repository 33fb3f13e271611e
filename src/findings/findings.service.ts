import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { eachInSteps, inSlices } from '../common/in-steps.js';
import { parseOptions } from '../common/parse.js';
import { Database } from '../database/database.js';
import { type Described, HostAccess } from '../host-access/host-access.service.js';
import { readAll } from './all-rows.query.js';
import { listDomains, listPorts, listTakenPorts, listVolumes, listWildcards } from './claims.queries.js';
import { type AllFindings, ListFindings, type Summary } from './dto/all-findings.js';
import type { StackFindings } from './dto/finding-answers.js';
import { EffectiveService } from '../effective/effective.service.js';
import type { Finding } from './finding.js';
import { listBlockedRestores, listEmptySecrets, listInstances, listMounts } from './findings.queries.js';
import { findPortClashes } from './port-clashes.js';
import { listTelling } from './telling.query.js';
import { countBySeverity, findingsOf, inOrder, type StackRows } from './stack-findings.js';

const FINDINGS_SHOWN = 500;

/** What a user of a stack may want to know before it runs. Nothing is ever refused because of a finding. */
@Injectable()
export class FindingsService {
  constructor(
    private readonly database: Database,
    private readonly access: HostAccess,
    private readonly effective: EffectiveService,
  ) {}

  /**
   * The findings of a stack as if it were enabled, one statement per kind, and one more where anything in it refers; errors
   * first, the order is always the same.
   */
  async list(stack: string, outer?: EntityManager): Promise<StackFindings> {
    const { refers, ...read } = await this.database.read((tx) => readRows(tx, stack), outer);
    const rows = { ...read, texts: refers ? await this.effective.listReferences(stack, outer) : [] };
    const found = findingsOf(stack, rows, (it) => this.access.report(it));
    const capped = found.length > FINDINGS_SHOWN;
    return { stack, counts: countBySeverity(found), capped, findings: found.slice(0, FINDINGS_SHOWN) };
  }

  /** The findings of all stacks, each as `list` has it for its stack, but for what references come to; one statement. */
  async listAll(input: Partial<ListFindings> = {}, outer?: EntityManager): Promise<AllFindings> {
    const { severity, kind, stack, limit } = parseOptions(ListFindings, input);
    const { stacks } = await this.database.read(readAll, outer);
    const found = (await this.findAll(stacks)).filter(
      (one) =>
        one.severity === (severity ?? one.severity) &&
        one.kind === (kind ?? one.kind) &&
        one.stack === (stack ?? one.stack),
    );
    const findings = inOrder(found).slice(0, limit);
    return { counts: countBySeverity(found), capped: found.length > limit, findings };
  }

  /** How many things there are, and findings of all stacks by severity; one statement. */
  async summarise(outer?: EntityManager): Promise<Summary> {
    const { counts, stacks } = await this.database.read(readAll, outer);
    return { ...counts, findings: countBySeverity(await this.findAll(stacks)) };
  }

  /** Stack by stack, so that nobody waits for all of them. */
  private async findAll(stacks: ReadonlyMap<string, StackRows>): Promise<(Finding & { stack: string })[]> {
    const report = (it: Described) => this.access.report(it);
    const found = eachInSteps([...stacks], ([stack, rows]) =>
      findingsOf(stack, rows, report).map((finding) => ({ ...finding, stack })),
    );
    return (await inSlices(found)).flat();
  }
}

/** Taken ports are only looked for where there is a clash. */
async function readRows(tx: EntityManager, stack: string): Promise<StackRows & { refers: boolean }> {
  const instances = await listInstances(tx, stack);
  const ports = await listPorts(tx, stack);
  return {
    instances,
    ports,
    taken: findPortClashes(ports).length > 0 ? await listTakenPorts(tx) : [],
    domains: await listDomains(tx, stack),
    wildcards: await listWildcards(tx, stack),
    secrets: await listEmptySecrets(tx, stack),
    mounts: await listMounts(tx, stack),
    volumes: await listVolumes(tx, stack),
    ...(await listTelling(tx, stack)),
    blocked: await listBlockedRestores(tx, stack),
  };
}
