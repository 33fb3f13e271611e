import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Overtaken } from '../common/errors.js';
import type { Page } from '../common/paging.js';
import { parse, parseOptions } from '../common/parse.js';
import { Database } from '../database/database.js';
import { HostAccess } from '../host-access/host-access.service.js';
import { Secrets } from '../secrets/secrets.service.js';
import { admitParts } from './admit-parts.js';
import { storeContents } from './store-contents.js';
import { demandSentBack, demandUnsaid, withCategory } from './sent-back.js';
import { isSingle } from '../facets/facet.js';
import { type FacetName, facetOf } from '../facets/facets.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import type { DependencyAnswer, TemplateDetail, TemplateSummary } from './dto/template-answers.js';
import { CreateTemplate, type UpdateTemplate } from './dto/template-inputs.js';
import { ListTemplates } from './dto/template-list.js';
import { categoryOf, getCategoryIds, keepNeeded, lockNamed, withIds } from './template-contents.js';
import { listDependencies, listFacet } from './template-facet.queries.js';
import {
  partsOf,
  partsOfDependencies,
  partsOfFacet,
  partsOfOne,
  partsOfUpdate,
  type TemplateParts,
  withoutOwnName,
} from './template-parts.js';
import {
  deleteTemplate,
  getTemplateForRemoval,
  insertMissingTemplates,
  insertTemplates,
  lockTemplates,
  updateTemplate,
  upsertTemplates,
} from './template-writes.queries.js';
import { getDetail, listDetails, listTemplates } from './templates.queries.js';
import { inUse } from './in-use.js';
import { findDependentsOf, findInstancesOf } from './users.queries.js';

/** The catalogue's templates. Every method takes the caller's EntityManager as last argument to join its transaction. */
@Injectable()
export class TemplatesService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly access: HostAccess,
  ) {}

  async list(
    input: Partial<ListTemplates> & { include: 'facets' },
    outer?: EntityManager,
  ): Promise<Page<TemplateDetail>>;
  async list(input?: Partial<ListTemplates>, outer?: EntityManager): Promise<Page<TemplateSummary>>;
  async list(input: Partial<ListTemplates> = {}, outer?: EntityManager): Promise<Page<TemplateSummary>> {
    const query = parseOptions(ListTemplates, input);
    return this.database.read((tx) => listTemplates(tx, query), outer);
  }

  async get(name: string, outer?: EntityManager): Promise<TemplateDetail> {
    return this.database.read((tx) => getDetail(tx, name), outer);
  }

  /** The templates of these names, in one statement; a name that no template has is left out. */
  async listByName(names: string[], outer?: EntityManager): Promise<TemplateDetail[]> {
    return this.database.read((tx) => listDetails(tx, names), outer);
  }

  async create(input: CreateTemplateInput, outer?: EntityManager): Promise<TemplateDetail> {
    const template = parse(CreateTemplate, input);
    const parts = { ...partsOf(template), input };
    demandUnsaid(parts);
    return this.database.write(async (tx) => {
      await this.store(tx, [await withCategory(tx, parts)], insertTemplates);
      return getDetail(tx, template.name);
    }, outer);
  }

  /** Changes what is given; a facet that is given is replaced as a whole. */
  async update(name: string, input: UpdateTemplate, outer?: EntityManager): Promise<TemplateDetail> {
    const parts = partsOfUpdate(input);
    return this.database.write((tx) => this.change(tx, name, parts), outer);
  }

  /** One facet as `get` has it, in one statement that reads nothing else. */
  async getFacet<Name extends FacetName>(
    name: string,
    facet: Name,
    outer?: EntityManager,
  ): Promise<TemplateDetail[Name]> {
    const rows = await this.database.read((tx) => listFacet(tx, facetOf(facet), name), outer);
    return (isSingle(facetOf(facet)) ? (rows[0] ?? null) : rows) as TemplateDetail[Name];
  }

  async listDependencies(name: string, outer?: EntityManager): Promise<DependencyAnswer[]> {
    return this.database.read((tx) => listDependencies(tx, name), outer);
  }

  /** Replaces the dependencies by those in `{ dependencies: … }` and returns what is stored, defaults applied. */
  async replaceDependencies(name: string, body: unknown, outer?: EntityManager): Promise<DependencyAnswer[]> {
    const parts = partsOfDependencies(body);
    const template = await this.database.write((tx) => this.change(tx, name, parts), outer);
    return template.dependencies;
  }

  /** Replaces one facet by the items in `{ [facet]: … }` and returns what is stored, defaults applied. */
  async replaceFacet<Name extends FacetName>(
    name: string,
    facet: Name,
    body: unknown,
    outer?: EntityManager,
  ): Promise<TemplateDetail[Name]> {
    const parts = partsOfFacet(facet, body);
    const template = await this.database.write((tx) => this.change(tx, name, parts), outer);
    return template[facet];
  }

  /**
   * Creates these templates (of different names), which may need one another in any order; as many statements as there are
   * facets. A refusal's pointer starts with the template's name. Conflict where one exists.
   */
  async createAll(definitions: TemplateDefinition[], outer?: EntityManager): Promise<void> {
    await this.storeAll(definitions, insertTemplates, outer);
  }

  /** Locks templates that are there, for a write of several steps of which this is the first. Overtaken where one is not any more. */
  async hold(names: string[], tx: EntityManager): Promise<void> {
    if (names.length === 0) return;
    const locked = await lockTemplates(tx, names, 'FOR NO KEY UPDATE');
    if (names.some((name) => !locked.has(name))) throw new Overtaken();
  }

  /** The same, leaving those that exist as they are, also those that somebody else makes meanwhile. Returns the names of the new ones. */
  async createMissing(definitions: TemplateDefinition[], outer?: EntityManager): Promise<Set<string>> {
    return this.storeAll(definitions, insertMissingTemplates, outer);
  }

  /** The same, replacing those that exist. */
  async replace(definitions: TemplateDefinition[], outer?: EntityManager): Promise<void> {
    await this.storeAll(definitions, upsertTemplates, outer);
  }

  /** The same for a catalogue of the operator's own choice: whatever reaches the host in it was meant to. */
  async load(definitions: TemplateDefinition[], outer?: EntityManager): Promise<void> {
    await this.storeAll(definitions, upsertTemplates, outer, false);
  }

  private async storeAll(
    definitions: TemplateDefinition[],
    write: typeof insertTemplates,
    outer?: EntityManager,
    watched = true,
  ): Promise<Set<string>> {
    if (definitions.length === 0) return new Set();
    const all = definitions.map(partsOfOne);
    return this.database.write((tx) => this.store(tx, all, write, watched), outer);
  }

  /** Conflict, naming the users, while an instance (live or trashed) or another template needs it. */
  async remove(name: string, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const { id } = await getTemplateForRemoval(tx, name);
      const conflict = inUse(name, await findInstancesOf(tx, id), await findDependentsOf(tx, id));
      if (conflict) throw conflict;
      await deleteTemplate(tx, id);
    }, outer);
  }

  private async change(tx: EntityManager, name: string, given: TemplateParts): Promise<TemplateDetail> {
    const stored = () => getDetail(tx, name);
    await demandSentBack(given, stored);
    const parts = withoutOwnName(await withCategory(tx, given, stored), name);
    const categories = await getCategoryIds(tx, [parts]);
    await lockNamed(tx, name, parts);
    await admitParts(tx, this.access, [parts], () => name);
    const id = await updateTemplate(tx, name, { ...parts.columns, ...categoryOf(parts, categories) });
    await storeContents(tx, this.secrets, [{ id, parts }], true);
    return getDetail(tx, parts.columns.name ?? name);
  }

  /** Returns the names of those that were written. */
  private async store(
    tx: EntityManager,
    all: TemplateParts[],
    write: typeof insertTemplates,
    watched = true,
  ): Promise<Set<string>> {
    if (watched) await admitParts(tx, this.access, all, ({ columns }) => columns.name ?? '');
    const categories = await getCategoryIds(tx, all);
    await keepNeeded(tx, all);
    const rows = all.map((parts) => ({ ...parts.columns, ...categoryOf(parts, categories) }));
    const ids = await write(tx, rows);
    await storeContents(tx, this.secrets, withIds(all, ids), write === upsertTemplates);
    return new Set(ids.keys());
  }
}

/** What creating takes: everything with a default may be left out. */
export type CreateTemplateInput = Pick<CreateTemplate, 'name' | 'image_name'> & Partial<CreateTemplate>;
