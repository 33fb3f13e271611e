import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { exportFile } from './export-file.js';
import { getStoredStack } from './stored-stack.query.js';

/** Stacks as files that can be kept, compared and imported again. */
@Injectable()
export class StackExportService {
  constructor(private readonly database: Database) {}

  /** The stack as a plain value: template names and differences only, secrets without their values. */
  async export(stack: string, outer?: EntityManager): Promise<Record<string, unknown>> {
    return exportFile(await this.database.read((tx) => getStoredStack(tx, stack), outer));
  }
}
