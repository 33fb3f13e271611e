import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Conflict, type DomainError, NotFound } from '../common/errors.js';
import type { Page } from '../common/paging.js';
import { parse, parseOptions } from '../common/parse.js';
import { Database } from '../database/database.js';
import { getStackForShare, type InstancePath } from '../model/lookup.js';
import { containerName } from '../model/names.js';
import { findTrashed, isLive, type Named, purge } from '../model/trash.queries.js';
import { TrashQuery } from '../http/trash-query.js';
import type { InstanceSummary, TrashedInstance } from './dto/instance-answers.js';
import { RestoreInstance } from './dto/instance-inputs.js';
import { ListTrashedInstances } from './dto/instance-lists.js';
import { listTrash } from './instance-trash.queries.js';
import { updateInstance } from './instance-writes.queries.js';
import { getSummary } from './instances.queries.js';

/** The deleted instances of a live stack. A name may be in the trash several times; one row at a time is meant. */
@Injectable()
export class InstanceTrashService {
  constructor(private readonly database: Database) {}

  async list(
    stack: string,
    input: Partial<ListTrashedInstances> = {},
    outer?: EntityManager,
  ): Promise<Page<TrashedInstance>> {
    const query = parseOptions(ListTrashedInstances, input);
    return this.database.read((tx) => listTrash(tx, stack, query), outer);
  }

  /** Brings one instance back with all its overrides, under its name or a new one; Conflict where that is taken. */
  async restore(
    path: InstancePath,
    input: RestoreInstance = {},
    which: TrashQuery = {},
    outer?: EntityManager,
  ): Promise<InstanceSummary> {
    const { instance_id = path.instance } = parse(RestoreInstance, input);
    const { id } = parseOptions(TrashQuery, which);
    return this.database.write(async (tx) => {
      const stack = await getStackForShare(tx, path.stack);
      const trashed = await findTrashed(tx, named(stack.id, path.instance), id, 'FOR NO KEY UPDATE');
      if (!trashed) throw await notInTrash(tx, stack.id, path);
      const container_name = containerName(path.stack, instance_id);
      await updateInstance(tx, trashed.id, { instance_id, container_name, deleted_at: null });
      return getSummary(tx, { ...path, instance: instance_id });
    }, outer);
  }

  /** Deletes that one row and its overrides for good. */
  async purge(path: InstancePath, which: TrashQuery = {}, outer?: EntityManager): Promise<void> {
    const { id } = parseOptions(TrashQuery, which);
    await this.database.write(async (tx) => {
      const stack = await getStackForShare(tx, path.stack);
      const trashed = await findTrashed(tx, named(stack.id, path.instance), id, 'FOR UPDATE');
      if (!trashed) throw await notInTrash(tx, stack.id, path);
      await purge(tx, 'service_instances', trashed.id);
    }, outer);
  }
}

function named(stack_id: number, instance_id: string): Named {
  return { table: 'service_instances', columns: { stack_id, instance_id } };
}

/** Of two restores of one thing the later one finds it live: a conflict, not a thing that never was. */
async function notInTrash(
  tx: EntityManager,
  stack_id: number,
  { stack, instance }: InstancePath,
): Promise<DomainError> {
  if (await isLive(tx, named(stack_id, instance)))
    return new Conflict(`Instance "${instance}" of stack "${stack}" is not in the trash: it is live.`);
  const missing = { kind: 'trashed instance', name: instance, stack } as const;
  return new NotFound(`There is no instance "${instance}" in the trash of stack "${stack}".`, missing);
}
