import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { touchedKeys } from '../facets/item-patch.js';
import { touchStack } from '../model/lookup.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import { type Owner, Secrets } from '../secrets/secrets.service.js';
import type { Variable } from './dto/variable.js';
import { demandSaid, parseVariablePatch, parseVariables } from './variable-input.js';
import { demandPossible, toStore } from './variables-after.js';
import { listStored, listVariables, replaceVariables } from './variables.queries.js';

/** The variables of live stacks. Every write locks the stack's row first and marks it as changed. */
@Injectable()
export class VariablesService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
  ) {}

  /** In the order of keys; secrets are masked. */
  async list(stack: string, outer?: EntityManager): Promise<Required<Variable>[]> {
    return this.database.read((tx) => listVariables(tx, stack), outer);
  }

  /** Makes those in `{ variables: […] }` all that the stack has, and returns what is stored, defaults applied. */
  async replace(stack: string, body: unknown, outer?: EntityManager): Promise<Required<Variable>[]> {
    const given = parseVariables(body);
    return this.database.write(async (tx) => {
      const { id } = await touchStack(tx, stack);
      const stored = await listStored(tx, id);
      demandSaid(given, stored);
      await replaceVariables(tx, id, toStore(this.secrets, id, stored, given));
      return listVariables(tx, stack);
    }, outer);
  }

  /** Sets, removes and resets single variables, all or nothing, and leaves every other one as it is. */
  async patch(stack: string, body: unknown, outer?: EntityManager): Promise<Required<Variable>[]> {
    const patch = parseVariablePatch(body);
    return this.database.write(async (tx) => {
      const { id } = await touchStack(tx, stack);
      const stored = await listStored(tx, id);
      demandSaid(patch.set, stored);
      demandPossible(stack, patch, stored);
      const keys = touchedKeys(VARIABLES, patch);
      await replaceVariables(tx, id, toStore(this.secrets, id, stored, patch.set), keys);
      return listVariables(tx, stack);
    }, outer);
  }

  /** Deletes every variable of the stack. */
  async remove(stack: string, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const { id } = await touchStack(tx, stack);
      await replaceVariables(tx, id, []);
    }, outer);
  }

  /** Copies the variables of one stack into a new one, secrets sealed anew; part of the caller's transaction. */
  async copyAll(from: { id: number }, to: { id: number }, tx: EntityManager): Promise<void> {
    const rows = await listStored(tx, from.id);
    if (rows.length === 0) return;
    const owner = ({ id }: { id: number }): Owner => ({ kind: 'stack', id });
    const copies = rows.map((row) => this.secrets.move(VARIABLES, owner(from), owner(to), row));
    await replaceVariables(tx, to.id, copies);
  }
}
