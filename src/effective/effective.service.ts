import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { parse } from '../common/parse.js';
import { Database } from '../database/database.js';
import type { InstancePath } from '../model/lookup.js';
import { EffectiveOptions } from './dto/effective-options.js';
import { DiffOptions } from './dto/diff-options.js';
import { diffConfigs, type EffectiveDiff } from './diff.js';
import { effectiveConfig, type EffectiveInput, withoutOverrides } from './effective-config.js';
import { getEffectiveInput, listEffectiveInputs } from './effective.query.js';

/** What an instance would really run: computed at each read, never stored. */
@Injectable()
export class EffectiveService {
  constructor(private readonly database: Database) {}

  /** With `explain`, what an override set or removed also says what it hides and when it last changed. */
  async get(
    path: InstancePath,
    options: EffectiveOptions = {},
    outer?: EntityManager,
  ): Promise<ReturnType<typeof effectiveConfig>> {
    const { explain } = parse(EffectiveOptions, options);
    return effectiveConfig(await this.database.read((tx) => getEffectiveInput(tx, path), outer), explain);
  }

  /** What the instance's effective config is computed from. */
  async getInput(path: InstancePath, outer?: EntityManager): Promise<EffectiveInput> {
    return this.database.read((tx) => getEffectiveInput(tx, path), outer);
  }

  /** The same for every live instance of a stack, in the order of creation, in one statement. */
  async listInputs(stack: string, outer?: EntityManager): Promise<EffectiveInput[]> {
    return this.database.read((tx) => listEffectiveInputs(tx, stack), outer);
  }

  /** How the instance differs from its template, or from another instance. */
  async diff(path: InstancePath, options: DiffOptions = {}, outer?: EntityManager): Promise<EffectiveDiff> {
    const { against } = parse(DiffOptions, options);
    const [stack, instance] = against?.split('/') ?? [];
    const input = await this.getInput(path, outer);
    const other = stack && instance ? await this.getInput({ stack, instance }, outer) : withoutOverrides(input);
    return diffConfigs(other, input, against === undefined ? `template ${input.template_name}` : against);
  }
}
