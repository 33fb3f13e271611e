import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Page } from '../common/paging.js';
import { parse, parseOptions, parseUpdate } from '../common/parse.js';
import { demandUnchanged } from '../common/unchanged.js';
import { Database } from '../database/database.js';
import { CopyOptions } from '../http/copy-options.js';
import { InstancesService } from '../instances/instances.service.js';
import { getStackForRename, getStackForShare, getStackForUpdate } from '../model/lookup.js';
import { copyStackSource } from '../model/sources.queries.js';
import { containerName, networkName } from '../model/names.js';
import { VariablesService } from '../variables/variables.service.js';
import type { StackAnswer, StackDeletePreview } from './dto/stack-answers.js';
import { CloneStack, CreateStack, RenameStack, UpdateStack } from './dto/stack-inputs.js';
import { ListStacks } from './dto/stack-lists.js';
import { findLongestName, insertStack, renameContainers, trashStack, updateStack } from './stack-writes.queries.js';
import { getPreview, getStack, listStacks } from './stacks.queries.js';

/** Live stacks. Every method takes the caller's EntityManager as last argument to join its transaction. */
@Injectable()
export class StacksService {
  constructor(
    private readonly database: Database,
    private readonly instances: InstancesService,
    private readonly variables: VariablesService,
  ) {}

  async list(input: Partial<ListStacks> = {}, outer?: EntityManager): Promise<Page<StackAnswer>> {
    const query = parseOptions(ListStacks, input);
    return this.database.read((tx) => listStacks(tx, query), outer);
  }

  async get(name: string, outer?: EntityManager): Promise<StackAnswer> {
    return this.database.read((tx) => getStack(tx, name), outer);
  }

  async previewDelete(name: string, outer?: EntityManager): Promise<StackDeletePreview> {
    return this.database.read((tx) => getPreview(tx, name), outer);
  }

  async create(input: CreateStackInput, outer?: EntityManager): Promise<StackAnswer> {
    const { name, description, network_name = networkName(name) } = parse(CreateStack, input);
    return this.database.write(async (tx) => {
      await insertStack(tx, { name, description, network_name, enabled: true });
      return getStack(tx, name);
    }, outer);
  }

  async update(name: string, input: UpdateStack, outer?: EntityManager): Promise<StackAnswer> {
    const values = parseUpdate(UpdateStack, input);
    return this.database.write(async (tx) => {
      const { id } = await getStackForRename(tx, name, values);
      await demandUnchanged(UpdateStack, input, () => getStack(tx, name));
      await updateStack(tx, id, values);
      return getStack(tx, name);
    }, outer);
  }

  async setEnabled(name: string, enabled: boolean, outer?: EntityManager): Promise<StackAnswer> {
    return this.update(name, { enabled }, outer);
  }

  /**
   * A direct update that keeps all ids: the name, a network name that was derived from it, and every container's name.
   * The same name again changes nothing.
   */
  async rename(name: string, input: RenameStack, outer?: EntityManager): Promise<StackAnswer> {
    const wanted = parse(RenameStack, input).name;
    return this.database.write(async (tx) => {
      const stack = await getStackForRename(tx, name, { name: wanted, network_name: networkName(wanted) });
      if (wanted === name) return getStack(tx, name);
      containerName(wanted, await findLongestName(tx, stack.id), '/name');
      const derived = stack.network_name === networkName(name);
      await updateStack(tx, stack.id, { name: wanted, ...(derived && { network_name: networkName(wanted) }) });
      await renameContainers(tx, stack.id, wanted);
      return getStack(tx, wanted);
    }, outer);
  }

  /** A new stack with a copy of its variables and of every live instance, all overrides and settings included; one transaction, one snapshot. */
  async clone(
    name: string,
    input: CloneStack,
    options: Partial<CopyOptions> = {},
    outer?: EntityManager,
  ): Promise<StackAnswer> {
    const wanted = parse(CloneStack, input).name;
    const how = parseOptions(CopyOptions, options);
    return this.database.write(async (tx) => {
      const source = await getStackForShare(tx, name);
      const { description, enabled } = await getStack(tx, name);
      containerName(wanted, await findLongestName(tx, source.id), '/name');
      const clone = await insertStack(tx, { name: wanted, description, enabled, network_name: networkName(wanted) });
      await this.variables.copyAll(source, clone, tx);
      await this.instances.copyAll(source, clone, how, tx);
      await copyStackSource(tx, source, clone);
      return getStack(tx, wanted);
    }, outer);
  }

  /** Moves the stack to the trash, and its live instances with it. */
  async remove(name: string, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const { id } = await getStackForUpdate(tx, name);
      await trashStack(tx, id);
    }, outer);
  }
}

/** What creating takes: everything with a default may be left out. */
export type CreateStackInput = Pick<CreateStack, 'name'> & Partial<CreateStack>;
