import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { parseOptions } from '../common/parse.js';
import { Database } from '../database/database.js';
import { EffectiveService } from '../effective/effective.service.js';
import { ManyInstancesService } from '../instances/many-instances.service.js';
import { getInstanceForUpdate, getStackForShare, type InstancePath, lockInstancesOf } from '../model/lookup.js';
import { PruneAnswer } from './dto/hygiene-answers.js';
import { PruneOptions } from './dto/prune-options.js';
import { findingsOf, type OverrideFinding } from './idle-overrides.js';

/** Finds overrides that change nothing, and drops them. */
@Injectable()
export class HygieneService {
  constructor(
    private readonly database: Database,
    private readonly effective: EffectiveService,
    private readonly instances: ManyInstancesService,
  ) {}

  async list(path: InstancePath, outer?: EntityManager): Promise<OverrideFinding[]> {
    return findingsOf(await this.effective.getInput(path, outer));
  }

  /** The findings of all instances of a stack, in one statement. */
  async listOfStack(stack: string, outer?: EntityManager): Promise<OverrideFinding[]> {
    return (await this.effective.listInputs(stack, outer)).flatMap(findingsOf);
  }

  /** Drops the overrides that change nothing, all or nothing; what is in effect stays as it is. */
  async prune(path: InstancePath, options: Partial<PruneOptions> = {}, outer?: EntityManager): Promise<PruneAnswer> {
    const { dry_run } = parseOptions(PruneOptions, options);
    const found = await this.list(path, outer);
    if (dry_run || found.length === 0) return { dry_run, dropped: found };
    return this.database.write(async (tx) => {
      await getInstanceForUpdate(tx, path);
      return { dry_run, dropped: await this.drop(path.stack, await this.list(path, tx), tx) };
    }, outer);
  }

  /** The same for every instance of a stack, in one transaction and as few statements. */
  async pruneStack(stack: string, options: Partial<PruneOptions> = {}, outer?: EntityManager): Promise<PruneAnswer> {
    const { dry_run } = parseOptions(PruneOptions, options);
    const found = await this.listOfStack(stack, outer);
    if (dry_run || found.length === 0) return { dry_run, dropped: found };
    return this.database.write(async (tx) => {
      await lockInstancesOf(tx, await getStackForShare(tx, stack));
      return { dry_run, dropped: await this.drop(stack, await this.listOfStack(stack, tx), tx) };
    }, outer);
  }

  /** What was found once everything is locked, so that nothing is dropped that has changed meanwhile. */
  private async drop(stack: string, found: OverrideFinding[], tx: EntityManager): Promise<OverrideFinding[]> {
    await this.instances.reset(stack, found, tx);
    return found;
  }
}
