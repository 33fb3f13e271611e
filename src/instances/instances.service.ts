import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Page } from '../common/paging.js';
import { parse, parseOptions, parseUpdate } from '../common/parse.js';
import { demandUnchanged } from '../common/unchanged.js';
import { Database } from '../database/database.js';
import { facetOf } from '../facets/facets.js';
import { EffectiveService } from '../effective/effective.service.js';
import { HostAccess } from '../host-access/host-access.service.js';
import { Secrets } from '../secrets/secrets.service.js';
import {
  getInstanceForUpdate,
  getStackForShare,
  getStackForUpdate,
  type InstancePath,
  type LockedStack,
} from '../model/lookup.js';
import { containerName } from '../model/names.js';
import { SettingsInput } from '../settings/settings.js';
import { demandOneOrOther, storedSettings } from '../settings/removed-settings.js';
import { copyWithSecrets } from './copy-secrets.js';
import type {
  InstanceDeletePreview,
  InstanceDetail,
  InstanceOfStack,
  InstanceSummary,
  RenamedInstance,
} from './dto/instance-answers.js';
import { CopyOptions } from '../http/copy-options.js';
import type { FacetsOfNew } from './dto/facets-of-new.js';
import { type CreateInstance, DuplicateInstance, RenameInstance, UpdateInstance } from './dto/instance-inputs.js';
import { ListAllInstances, ListInstances } from './dto/instance-lists.js';
import { listAllInstances, listInstances } from './instance-lists.queries.js';
import { freeCopyName } from './free-name.js';
import { withFresh } from './fresh-secrets.js';
import {
  insertInstance,
  type MadeInstance,
  trashInstance,
  settingsUpdate,
  updateInstance,
} from './instance-writes.queries.js';
import { getDetail, getSummary } from './instances.queries.js';
import { readManySides } from './many-overrides.queries.js';
import { type CheckedInstance, checkNew } from './new-instance.js';
import { lockAllInstances, lockPrivateTemplates } from './renaming.queries.js';
import { rewriteReferences, type Rewritten } from './renaming.js';
import { replaceOverrides } from './replace-overrides.queries.js';
import { isSelfContained, rowsToStore } from './whole-facet.js';

const NOTHING_REWRITTEN: Rewritten = { count: 0, own: {} };

/** The instances of a stack. Every method takes the caller's EntityManager as last argument to join its transaction. */
@Injectable()
export class InstancesService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly access: HostAccess,
    private readonly effective: EffectiveService,
  ) {}

  async list(stack: string, input: Partial<ListInstances> = {}, outer?: EntityManager): Promise<Page<InstanceSummary>> {
    const query = parseOptions(ListInstances, input);
    return this.database.read((tx) => listInstances(tx, stack, query), outer);
  }

  /** The live instances of all stacks, each with the name of its stack. */
  async listAll(input: Partial<ListAllInstances> = {}, outer?: EntityManager): Promise<Page<InstanceOfStack>> {
    const query = parseOptions(ListAllInstances, input);
    return this.database.read((tx) => listAllInstances(tx, query), outer);
  }

  async get(path: InstancePath, outer?: EntityManager): Promise<InstanceDetail> {
    return this.database.read((tx) => getDetail(tx, path), outer);
  }

  /** With who refers to it; two statements. */
  async previewDelete(path: InstancePath, outer?: EntityManager): Promise<InstanceDeletePreview> {
    const { instance_id, template_name, override_count, container_name } = await this.database.read(
      (tx) => getSummary(tx, path),
      outer,
    );
    const { referred_by, linked_by } = await this.effective.getDependants(path, outer);
    return { instance_id, template_name, override_count, container_name, referred_by, linked_by };
  }

  /** With all that it is to override, all or nothing. */
  async create(stack: string, input: CreateInstanceInput, outer?: EntityManager): Promise<InstanceSummary> {
    const { values, template, writes } = checkNew(input);
    const { instance_id, description, enabled } = values;
    return this.database.write(async (tx) => {
      const locked = await getStackForShare(tx, stack);
      const container_name = containerName(stack, instance_id);
      const row = { instance_id, container_name, description, enabled, ...storedSettings(values) };
      const instance = await insertInstance(tx, locked, template, row);
      await this.overrideNew(tx, instance, writes);
      return getSummary(tx, { stack, instance: instance_id });
    }, outer);
  }

  async update(path: InstancePath, input: UpdateInstance, outer?: EntityManager): Promise<InstanceSummary> {
    const { settings, removed_settings, ...values } = parseUpdate(UpdateInstance, input);
    if (settings) parseUpdate(SettingsInput, settings, '/settings');
    demandOneOrOther({ settings, removed_settings });
    return this.database.write(async (tx) => {
      const { id } = await getInstanceForUpdate(tx, path);
      await demandUnchanged(UpdateInstance, input, () => getDetail(tx, path));
      await updateInstance(tx, id, { ...values, ...settingsUpdate({ settings, removed_settings }) });
      return getSummary(tx, path);
    }, outer);
  }

  /**
   * A direct update: the id and all overrides stay, and references by the old name name the new one. The same name again
   * changes nothing.
   */
  async rename(path: InstancePath, input: RenameInstance, outer?: EntityManager): Promise<RenamedInstance> {
    const { instance_id } = parse(RenameInstance, input);
    const isNew = instance_id !== path.instance;
    return this.database.write(async (tx) => {
      const stack = await getStackForUpdate(tx, path.stack);
      if (isNew) await lockAllInstances(tx, stack);
      const instance = await getInstanceForUpdate(tx, path);
      const values = { instance_id, container_name: containerName(path.stack, instance_id) };
      const { count, own } = isNew
        ? await rewriteReferences(tx, instance, instance_id, await lockPrivateTemplates(tx, stack))
        : NOTHING_REWRITTEN;
      if (isNew) await updateInstance(tx, instance.id, { ...values, ...own });
      return { ...(await getSummary(tx, { ...path, instance: instance_id })), references_rewritten: count };
    }, outer);
  }

  /** A copy in the same stack with all overrides, settings and flags; one transaction. */
  async duplicate(
    path: InstancePath,
    input: DuplicateInstance = {},
    options: Partial<CopyOptions> = {},
    outer?: EntityManager,
  ): Promise<InstanceSummary> {
    const how = parseOptions(CopyOptions, options);
    const wanted = parse(DuplicateInstance, input).instance_id;
    return this.database.write(async (tx) => {
      const stack = await getStackForShare(tx, path.stack);
      const source = await getInstanceForUpdate(tx, path);
      const instance_id = wanted ?? (await freeCopyName(tx, stack, path.instance));
      containerName(path.stack, instance_id);
      const copy = { source: { instance: source.id }, to_stack: stack, instance_id };
      await copyWithSecrets(tx, this.secrets, copy, how);
      return getSummary(tx, { ...path, instance: instance_id });
    }, outer);
  }

  /** Moves it to the trash with all overrides. */
  async remove(path: InstancePath, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const { id } = await getInstanceForUpdate(tx, path);
      await trashInstance(tx, id);
    }, outer);
  }

  /** Stores the overrides of an instance that has none; what its template has is read at once, where a facet asks for it. */
  private async overrideNew(
    tx: EntityManager,
    instance: MadeInstance,
    writes: CheckedInstance['writes'],
  ): Promise<void> {
    const guards = { secrets: this.secrets, access: this.access };
    const compared = writes.filter((write) => !isSelfContained(guards, facetOf(write.facet), write));
    const facets = compared.map(({ facet }) => facet);
    const sidesOf = await readManySides(tx, facets, [instance]);
    for (const write of withFresh(writes, instance.recipes)) {
      const facet = facetOf(write.facet);
      const rows = rowsToStore(guards, facet, instance, sidesOf(write.facet, instance), write);
      await replaceOverrides(tx, facet, instance.id, rows);
    }
  }

  /** Copies every live instance of one stack into another; part of cloning a stack, in its transaction. */
  async copyAll(
    from: LockedStack,
    to_stack: { id: number; name: string },
    options: CopyOptions,
    tx: EntityManager,
  ): Promise<number> {
    const copy = { source: { stack: from.id }, to_stack, instance_id: null };
    return copyWithSecrets(tx, this.secrets, copy, options);
  }
}

/** What creating takes: everything with a default may be left out. */
export type CreateInstanceInput = Pick<CreateInstance, 'instance_id'> & Partial<CreateInstance> & FacetsOfNew;
