import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { parse } from '../common/parse.js';
import { Database } from '../database/database.js';
import type { InstancePath } from '../model/lookup.js';
import { EffectiveOptions } from './dto/effective-options.js';
import { effectiveConfig } from './effective-config.js';
import { getEffectiveInput } from './effective.query.js';

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
}
