import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NotFound } from '../common/errors.js';
import { parse } from '../common/parse.js';
import { Database } from '../database/database.js';
import { EffectiveService } from '../effective/effective.service.js';
import { FACET_NAMES } from '../facets/facets.js';
import { InstancesService } from '../instances/instances.service.js';
import { OverridesService } from '../instances/overrides.service.js';
import { getInstanceForUpdate, getStackForShare, type InstancePath } from '../model/lookup.js';
import { PruneAnswer } from './dto/hygiene-answers.js';
import { PruneOptions } from './dto/prune-options.js';
import { findingsOf, type OverrideFinding } from './findings.js';

/** Finds overrides that change nothing, and drops them. */
@Injectable()
export class HygieneService {
  constructor(
    private readonly database: Database,
    private readonly effective: EffectiveService,
    private readonly instances: InstancesService,
    private readonly overrides: OverridesService,
  ) {}

  async list(path: InstancePath, outer?: EntityManager): Promise<OverrideFinding[]> {
    return findingsOf(await this.effective.getInput(path, outer));
  }

  /** The findings of all instances of a stack, in one statement. */
  async listOfStack(stack: string, outer?: EntityManager): Promise<OverrideFinding[]> {
    return (await this.effective.listInputs(stack, outer)).flatMap(findingsOf);
  }

  /** Drops the overrides that change nothing, all or nothing; what is in effect stays as it is. */
  async prune(path: InstancePath, input: PruneOptions = {}, outer?: EntityManager): Promise<PruneAnswer> {
    const { dry_run = false } = parse(PruneOptions, input);
    if (dry_run) return { dry_run, dropped: await this.list(path, outer) };
    return this.database.write(async (tx) => ({ dry_run, dropped: await this.drop(path, tx) }), outer);
  }

  /** The same for every instance of a stack, in one transaction. */
  async pruneStack(stack: string, input: PruneOptions = {}, outer?: EntityManager): Promise<PruneAnswer> {
    const { dry_run = false } = parse(PruneOptions, input);
    if (dry_run) return { dry_run, dropped: await this.listOfStack(stack, outer) };
    return this.database.write(async (tx) => {
      await getStackForShare(tx, stack);
      const found = await this.listOfStack(stack, tx);
      const dropped: OverrideFinding[] = [];
      for (const instance of new Set(found.map(({ instance_id }) => instance_id))) {
        dropped.push(...(await this.drop({ stack, instance }, tx).catch(unlessGone)));
      }
      return { dry_run, dropped };
    }, outer);
  }

  /** Looks again once the instance is locked, so that nothing is dropped that has changed meanwhile. */
  private async drop(path: InstancePath, tx: EntityManager): Promise<OverrideFinding[]> {
    await getInstanceForUpdate(tx, path);
    const found = await this.list(path, tx);
    for (const name of FACET_NAMES) {
      const reset = found.filter(({ facet }) => facet === name).map(({ key }) => key);
      if (reset.length > 0) await this.overrides.patch(name, path, { reset }, tx);
    }
    const settings = found.filter(({ facet }) => facet === 'settings').map(({ key }) => [key, null]);
    if (settings.length > 0) await this.instances.update(path, { settings: Object.fromEntries(settings) }, tx);
    return found;
  }
}

/** An instance that went to the trash meanwhile has nothing to drop. */
function unlessGone(error: unknown): [] {
  if (error instanceof NotFound) return [];
  throw error;
}
