import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { parse, parseOptions } from '../common/parse.js';
import { analyzeFilled } from '../database/analyze.js';
import { Database } from '../database/database.js';
import { LinksService } from '../links/links.service.js';
import { ManyInstancesService } from '../instances/many-instances.service.js';
import { StacksService } from '../stacks/stacks.service.js';
import { VariablesService } from '../variables/variables.service.js';
import { ComposePlanner } from './compose.planner.js';
import { ImportOptions, ImportStack } from './dto/import-options.js';
import { reportInstances } from './import-report.js';
import type { ImportSource, InstancePlan } from './instance-plan.js';
import { writeOrRehearse } from './rehearsal.js';
import type { StackImportReport } from './report.js';
import { StackFilePlanner } from './stack-file.planner.js';
import { openTarget } from './stack-target.js';
import { writeLinks, writePlans, writeVariables } from './stack-writer.js';
import { getStoredStack, type StoredInstance, type StoredStack } from './stored-stack.query.js';

/** What importing takes: everything with a default may be left out. */
export type ImportStackInput = Pick<ImportStack, 'format' | 'content'> & Partial<ImportStack>;

/** Files that become stacks, or that stacks are brought up to: one transaction, all or nothing. */
@Injectable()
export class StackImportService {
  constructor(
    private readonly database: Database,
    private readonly stacks: StacksService,
    private readonly variables: VariablesService,
    private readonly instances: ManyInstancesService,
    private readonly links: LinksService,
    private readonly compose: ComposePlanner,
    private readonly files: StackFilePlanner,
  ) {}

  /**
   * Imports the file and reports what became of every instance and what could not be kept. Only differences from the
   * templates are stored. With `dry_run` all of it is done and rolled back.
   */
  async import(
    input: ImportStackInput,
    options: Partial<ImportOptions> = {},
    outer?: EntityManager,
  ): Promise<StackImportReport> {
    const wanted = parse(ImportStack, input);
    const { dry_run: rehearsed, detect_secrets } = parseOptions(ImportOptions, options);
    const dry_run = rehearsed || wanted.dry_run;
    const planner = wanted.format === 'devarch' ? this.files : this.compose;
    const source = planner.read({ ...wanted, detect_secrets: detect_secrets && wanted.detect_secrets });
    const work = (tx: EntityManager) => this.run(wanted.mode, source, tx);
    return { dry_run, ...(await writeOrRehearse(this.database, dry_run, work, outer)) };
  }

  private async run(
    mode: ImportStack['mode'],
    source: ImportSource,
    tx: EntityManager,
  ): Promise<Omit<StackImportReport, 'dry_run'>> {
    const { result, before } = await openTarget(this.stacks, mode, source.stack, tx);
    const plan = await source.plan(before, tx);
    const missing = mode === 'replace' ? missingFrom(plan.instances, before) : [];
    const gone = [...missing, ...replacedBy(plan.instances, before)];
    await writeVariables(this.variables, before.name, plan.variables, tx);
    await writePlans(this.instances, before.name, gone, plan.instances, tx);
    await writeLinks(this.links, before.name, plan.instances, tx);
    await analyzeFilled(tx, plan.instances.length);
    const after = await getStoredStack(tx, before.name);
    return {
      stack: { name: after.name, network_name: after.network_name, result },
      variables: plan.variables.report,
      instances: reportInstances(plan.instances, after, gone),
      templates_created: plan.templates_created,
      losses: [...plan.losses, ...plan.variables.losses],
    };
  }
}

function missingFrom(plans: InstancePlan[], before: StoredStack): StoredInstance[] {
  const named = new Set(plans.map(({ instance_id }) => instance_id));
  return before.instances.filter(({ instance_id }) => !named.has(instance_id));
}

/** The instances that had to go because the file has another template for their name. */
function replacedBy(plans: InstancePlan[], before: StoredStack): StoredInstance[] {
  const others = new Set(plans.filter(({ present }) => present === 'other').map(({ instance_id }) => instance_id));
  return before.instances.filter(({ instance_id }) => others.has(instance_id));
}
