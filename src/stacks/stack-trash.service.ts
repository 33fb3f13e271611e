import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Conflict, type DomainError, NotFound } from '../common/errors.js';
import type { Page } from '../common/paging.js';
import { parse, parseOptions } from '../common/parse.js';
import { Database } from '../database/database.js';
import { containerName, networkName } from '../model/names.js';
import { findTrashed, isLive, type Named, purge } from '../model/trash.queries.js';
import { TrashQuery } from '../http/trash-query.js';
import type { StackAnswer, TrashedStack } from './dto/stack-answers.js';
import { RestoreStack } from './dto/stack-inputs.js';
import { ListTrashedStacks } from './dto/stack-lists.js';
import { findLongestName, restoreStack } from './stack-writes.queries.js';
import { getStack, listTrash } from './stacks.queries.js';

/** Deleted stacks. A name may be in the trash several times; one row at a time is meant. */
@Injectable()
export class StackTrashService {
  constructor(private readonly database: Database) {}

  async list(input: Partial<ListTrashedStacks> = {}, outer?: EntityManager): Promise<Page<TrashedStack>> {
    const query = parseOptions(ListTrashedStacks, input);
    return this.database.read((tx) => listTrash(tx, query), outer);
  }

  /**
   * Brings one stack back, under its name or a new one, with exactly the instances that went with it. Conflict where the
   * name, the network or a container name is taken.
   */
  async restore(
    name: string,
    input: RestoreStack = {},
    which: TrashQuery = {},
    outer?: EntityManager,
  ): Promise<StackAnswer> {
    const wanted = parse(RestoreStack, input).name ?? name;
    const { id } = parseOptions(TrashQuery, which);
    return this.database.write(async (tx) => {
      const stack = await findTrashed(tx, named(name), id, 'FOR NO KEY UPDATE', ['network_name']);
      if (!stack) throw await notInTrash(tx, name);
      containerName(wanted, await findLongestName(tx, stack.id, true), '/name');
      const network_name = stack.network_name === networkName(name) ? networkName(wanted) : stack.network_name;
      await restoreStack(tx, stack, wanted, network_name);
      return getStack(tx, wanted);
    }, outer);
  }

  /** Deletes that one stack with all its instances and overrides for good. */
  async purge(name: string, which: TrashQuery = {}, outer?: EntityManager): Promise<void> {
    const { id } = parseOptions(TrashQuery, which);
    await this.database.write(async (tx) => {
      const stack = await findTrashed(tx, named(name), id, 'FOR UPDATE');
      if (!stack) throw await notInTrash(tx, name);
      await purge(tx, 'stacks', stack.id);
    }, outer);
  }
}

function named(name: string): Named {
  return { table: 'stacks', columns: { name } };
}

/** Of two restores of one stack the later one finds it live: a conflict, not a thing that never was. */
async function notInTrash(tx: EntityManager, name: string): Promise<DomainError> {
  if (await isLive(tx, named(name))) return new Conflict(`Stack "${name}" is not in the trash: it is live.`);
  return new NotFound(`There is no stack "${name}" in the trash.`, { kind: 'trashed stack', name });
}
