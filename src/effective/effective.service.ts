import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import type { InstancePath } from '../model/lookup.js';
import { effectiveConfig } from './effective-config.js';
import { getEffectiveInput } from './effective.query.js';

/** What an instance would really run: computed at each read, never stored. */
@Injectable()
export class EffectiveService {
  constructor(private readonly database: Database) {}

  async get(path: InstancePath, outer?: EntityManager): Promise<ReturnType<typeof effectiveConfig>> {
    return effectiveConfig(await this.database.read((tx) => getEffectiveInput(tx, path), outer));
  }
}
