import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InvalidInput } from '../common/errors.js';
import { Database } from '../database/database.js';
import { isSingle } from '../facets/facet.js';
import { givenValues, itemsOf } from '../facets/item-values.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { Secrets } from '../secrets/secrets.service.js';
import { CategoriesService } from '../templates/categories/categories.service.js';
import { TemplatesService } from '../templates/templates.service.js';
import { CATEGORIES_FILE, type CatalogTemplate, locate, parseCatalog } from './catalog-folder.js';
import type { CatalogReport, CategoryDefinition } from './catalog-report.js';
import { listOrigins, lockCatalog, markLoaded } from './catalog.queries.js';
import { planLoad, type StoredTemplate, withKnownDependencies } from './load-plan.js';
import { readCatalogFiles } from './read-catalog.js';

export interface LoadOptions {
  /** Overwrite also what was changed here. */
  force?: boolean;
}

/** Brings a folder of Compose files into the database without losing what was changed there. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly database: Database,
    private readonly categories: CategoriesService,
    private readonly templates: TemplatesService,
    private readonly secrets: Secrets,
  ) {}

  /**
   * Adds missing categories and templates and updates those whose file changed, all or nothing; several loads at once
   * follow one another. A template that was changed here is kept, unless forced.
   */
  async load(dir: string, { force = false }: LoadOptions = {}, outer?: EntityManager): Promise<CatalogReport> {
    const folder = parseCatalog(dir, await readCatalogFiles(dir));
    return this.database.write(async (tx) => {
      await lockCatalog(tx);
      await this.createCategories(dir, folder.categories, tx);
      const stored = await this.listStored(folder.templates, tx);
      const known = new Set([...stored.keys(), ...folder.templates.map(({ definition }) => definition.name)]);
      const templates = folder.templates.map((template) => withKnownDependencies(template, known));
      const plan = planLoad(
        templates.map((template) => masked(this.secrets, template)),
        stored,
        force,
      );
      const written = new Set([...plan.created, ...plan.updated]);
      const definitions = templates.map(({ definition }) => definition).filter(({ name }) => written.has(name));
      await this.templates.load(definitions, tx);
      await markLoaded(tx, force ? [...written, ...plan.unchanged] : [...written]);
      return { ...plan, warnings: [...folder.warnings, ...templates.flatMap(({ warnings }) => warnings)] };
    }, outer);
  }

  /** What the database has of the catalogue's templates and of those that they need, by name. */
  private async listStored(templates: CatalogTemplate[], tx: EntityManager): Promise<Map<string, StoredTemplate>> {
    const named = templates.flatMap(({ definition: { name, dependencies } }) => [
      name,
      ...dependencies.map(({ service }) => service),
    ]);
    const names = [...new Set(named)];
    const origins = await listOrigins(tx, names);
    const details = await this.templates.listByName(names, tx);
    return new Map(
      details.map((definition) => [definition.name, { definition, origin: origins.get(definition.name) ?? 'own' }]),
    );
  }

  private async createCategories(dir: string, categories: CategoryDefinition[], tx: EntityManager): Promise<void> {
    try {
      await this.categories.createMissing(categories, tx);
    } catch (error) {
      throw new InvalidInput(locate(error, join(dir, CATEGORIES_FILE)));
    }
  }
}

/** The template as an answer would show it, so that it can be compared with one that is stored. */
function masked(secrets: Secrets, { file, definition }: CatalogTemplate): CatalogTemplate {
  const facets = FACET_NAMES.map((name) => {
    const { of_template } = facetOf(name);
    const items = itemsOf<object>(definition[name]);
    const shown = items.map((item) => secrets.mask(of_template, givenValues(of_template, item)));
    return [name, isSingle(facetOf(name)) ? (shown[0] ?? null) : shown];
  });
  return { file, definition: { ...definition, ...Object.fromEntries(facets) } };
}
