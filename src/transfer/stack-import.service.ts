import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { parse, parseOptions } from '../common/parse.js';
import { saveStackSource } from '../model/sources.queries.js';
import { analyzeFilled } from '../database/analyze.js';
import { Database } from '../database/database.js';
import { LinksService } from '../links/links.service.js';
import { ManyInstancesService } from '../instances/many-instances.service.js';
import { StacksService } from '../stacks/stacks.service.js';
import { Secrets } from '../secrets/secrets.service.js';
import { VariablesService } from '../variables/variables.service.js';
import { ComposePlanner } from './compose.planner.js';
import { ImportOptions, ImportStack } from './dto/import-options.js';
import { goneInstances, importChanges, instanceOutcomes, ownOutcomes } from './import-changes.js';
import { reportInstances, reportVariables } from './import-report.js';
import { placed } from './in-file.js';
import type { ImportSource } from './instance-plan.js';
import { baseAfter } from './merge/base-after.js';
import { toSource } from './merge/stack-base.js';
import { writeOrRehearse } from './rehearsal.js';
import type { StackImportReport } from './report.js';
import { StackFilePlanner } from './stack-file.planner.js';
import { openTarget } from './stack-target.js';
import { writeLinks, writePlans, writeVariables } from './stack-writer.js';
import { getStoredStack } from './stored-stack.query.js';
import { VariableRemovals } from './variable-removals.js';

/** What importing takes: everything with a default may be left out. */
export type ImportStackInput = Pick<ImportStack, 'format'> & Partial<ImportStack>;

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
    private readonly removals: VariableRemovals,
    private readonly secrets: Secrets,
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
    const source = await planner.read({ ...wanted, detect_secrets: detect_secrets && wanted.detect_secrets });
    const work = (tx: EntityManager) => this.run(wanted, source, tx);
    const write = () => writeOrRehearse(this.database, dry_run, work, outer);
    return { dry_run, ...(await placed(source.places.error, write)) };
  }

  private async run(
    wanted: ImportStack,
    source: ImportSource,
    tx: EntityManager,
  ): Promise<Omit<StackImportReport, 'dry_run'>> {
    const target = await openTarget(this.stacks, wanted, source.stack, tx);
    const plan = await source.plan(target, tx);
    const { name, instances } = target.before;
    const gone = goneInstances(plan, instances);
    await writeVariables(this.variables, name, plan.variables.set, tx);
    await writePlans(this.instances, name, gone, plan.instances, tx);
    await writeLinks(this.links, name, plan.instances, tx);
    const variables = await this.removals.settle(target, plan.variables, tx);
    await analyzeFilled(tx, plan.instances.length);
    const after = await getStoredStack(tx, name);
    const imported = { plan, base: target.base, after, stack: target.remembered, variables: variables.remembered };
    await saveStackSource(tx, name, toSource(wanted.format, baseAfter(imported)));
    return {
      stack: { name: after.name, network_name: after.network_name, result: target.result },
      variables: reportVariables(variables, target.before.variables),
      instances: reportInstances(plan.instances, after, gone, source.places.loss),
      ...importChanges([...ownOutcomes(target, variables), ...instanceOutcomes(plan)], this.secrets.fingerprint),
      templates_created: plan.templates_created,
      losses: [...plan.losses, ...variables.losses].map(source.places.loss),
    };
  }
}
