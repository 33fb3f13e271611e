import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NotFound, suggesting } from '../common/errors.js';
import { parseOptions } from '../common/parse.js';
import { Database } from '../database/database.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { type Facet, isSingle, type SpecValues } from '../facets/facet.js';
import { touchedKeys } from '../facets/item-patch.js';
import { canonicalPath } from '../facets/values.js';
import { EffectiveService } from '../effective/effective.service.js';
import { type InstancePath, NO_SETTINGS, touchInstance } from '../model/lookup.js';
import { HostAccess } from '../host-access/host-access.service.js';
import { Secrets } from '../secrets/secrets.service.js';
import { admitRows } from './admit-rows.js';
import { ReplaceOptions } from './dto/replace-options.js';
import { generateSecrets, sealedFresh } from './generate-secrets.js';
import { refersAnywhere, withExpressions } from './kept-expressions.js';
import type { OverrideValues } from './override-input.js';
import type { FacetSides } from './override-removals.js';
import { parseFile } from './one-file.js';
import { applyPatch, parseOverridePatch } from './override-patch.js';
import { type FacetAnswer, PatchResult } from './patch-result.js';
import { demandSaid, ownRows, sealRows } from './override-sides.js';
import { listItems, listKeys, listOverrides, readSides, resetFacets, resetKey } from './overrides.queries.js';
import { replaceItems, replaceOverrides } from './replace-overrides.queries.js';
import { type CheckedWrite, checkWrite, isSelfContained, rowsToStore } from './whole-facet.js';

/** What an instance changes of its template, facet by facet. Every write locks the instance's row first. */
@Injectable()
export class OverridesService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly access: HostAccess,
    private readonly effective: EffectiveService,
  ) {}

  /** The stored override rows: a list, or for the healthcheck the row or null. */
  async list<Name extends FacetName>(
    name: Name,
    path: InstancePath,
    outer?: EntityManager,
  ): Promise<FacetAnswer<Name>> {
    const facet = facetOf(name);
    const rows = await this.database.read((tx) => listOverrides(tx, facet, path), outer);
    return shape<Name>(facet, rows);
  }

  /**
   * Replaces the facet's override rows by those in `{ [name]: … }` and returns what is stored, defaults applied. With
   * `as: 'effective'` the list is what should be in effect, and the smallest set of overrides that gives it is stored.
   */
  async replace<Name extends FacetName>(
    name: Name,
    path: InstancePath,
    body: unknown,
    options: ReplaceOptions = {},
    outer?: EntityManager,
  ): Promise<FacetAnswer<Name>> {
    const facet = facetOf(name);
    const wanted = checkWrite(facet, body, parseOptions(ReplaceOptions, options).as ?? 'overrides');
    const rows = await this.database.write(async (tx) => {
      const instance = await touchInstance(tx, path);
      const guards = { secrets: this.secrets, access: this.access };
      if (isSelfContained(guards, facet, wanted)) return replaceOverrides(tx, facet, instance.id, wanted.rows);
      const sides = await readSides(tx, facet, instance);
      const referring = await this.withExpressions(tx, name, path, sides, wanted);
      const stored = rowsToStore(guards, facet, instance, sides, { ...wanted, rows: referring });
      return replaceOverrides(tx, facet, instance.id, stored);
    }, outer);
    return shape<Name>(facet, rows);
  }

  /** What is wanted in effect as it is shown goes on referring. */
  private async withExpressions(
    tx: EntityManager,
    name: FacetName,
    path: InstancePath,
    sides: FacetSides,
    { as, rows }: CheckedWrite,
  ): Promise<OverrideValues[]> {
    const facet = facetOf(name);
    if (as !== 'effective' || !refersAnywhere(facet, sides, rows)) return rows;
    return withExpressions(facet, sides, await this.effective.listItems(path, name, tx), rows);
  }

  /** Sets, removes and resets single items, all or nothing, and leaves every other override as it is. */
  async patch<Name extends FacetName>(
    name: Name,
    path: InstancePath,
    body: unknown,
    outer?: EntityManager,
  ): Promise<PatchResult<Name>> {
    const facet = facetOf(name);
    const patch = parseOverridePatch(facet, body);
    return this.database.write(async (tx) => {
      const instance = await touchInstance(tx, path);
      const keys = touchedKeys(facet, patch);
      const sides = await readSides(tx, facet, instance, keys);
      demandSaid(facet, sides, patch.set);
      admitRows(this.access, facet, sides, patch.set, (index) => `/set/${index}`);
      const set = sealRows(this.secrets, facet, instance, sides, patch.set, (index) => `/set/${index}`);
      const { written, reset } = applyPatch(facet, sides, { ...patch, set });
      const rows = [
        ...ownRows(this.secrets, facet, instance, sides, written),
        ...sealedFresh(this.secrets, facet, instance, resetIn(facet, sides, patch.reset)),
      ];
      const stored = await replaceItems(tx, facet, instance.id, { keys, rows, answered: 'all' });
      return new PatchResult<Name>(shape<Name>(facet, stored), reset);
    }, outer);
  }

  /** Deletes the facet's override rows; the template shows through again, and what it generates is generated anew. */
  async reset(name: FacetName, path: InstancePath, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const instance = await touchInstance(tx, path);
      await generateSecrets(tx, this.secrets, instance, await resetFacets(tx, instance, [name]));
    }, outer);
  }

  /** Deletes the override rows of all facets and every setting. */
  async resetAll(path: InstancePath, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const instance = await touchInstance(tx, path, NO_SETTINGS);
      await generateSecrets(tx, this.secrets, instance, await resetFacets(tx, instance, FACET_NAMES));
    }, outer);
  }

  async getFile(
    path: InstancePath,
    file_path: string,
    outer?: EntityManager,
  ): Promise<FacetAnswer<'config_files'>[number]> {
    const wanted = canonicalPath(file_path);
    const facet = facetOf('config_files');
    return this.database.read(async (tx) => {
      const [file] = shape<'config_files'>(facet, await listItems(tx, facet, path, wanted));
      return file ?? this.missingFile(tx, path, wanted);
    }, outer);
  }

  private async missingFile(tx: EntityManager, path: InstancePath, wanted: string): Promise<never> {
    const missing = new NotFound(`Instance "${path.instance}" does not override the file "${wanted}".`);
    throw suggesting(missing, wanted, await listKeys(tx, facetOf('config_files'), path));
  }

  /** Creates or replaces the override of one config file; the path counts, not a file_path in the body. */
  async putFile(
    path: InstancePath,
    file_path: string,
    body: unknown,
    outer?: EntityManager,
  ): Promise<FacetAnswer<'config_files'>[number]> {
    const facet = facetOf('config_files');
    const wanted = parseFile(body, file_path);
    const key = facet.key(wanted.values);
    const patch = wanted.removed ? { set: [], remove: [key], reset: [] } : { set: [wanted], remove: [], reset: [] };
    const rows = await this.database.write(async (tx) => {
      const instance = await touchInstance(tx, path);
      const sides = await readSides(tx, facet, instance, [key]);
      demandSaid(facet, sides, [wanted]);
      admitRows(this.access, facet, sides, [wanted], () => '');
      const { written } = applyPatch(facet, sides, patch);
      return replaceItems(tx, facet, instance.id, { keys: [key], rows: written, answered: 'written' });
    }, outer);
    const [file] = shape<'config_files'>(facet, rows);
    if (!file) throw new NotFound(`There is no config file "${key}".`);
    return file;
  }

  /** Deletes the override of one config file; NotFound where there is none. */
  async resetFile(path: InstancePath, file_path: string, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const { id } = await touchInstance(tx, path);
      const key = canonicalPath(file_path);
      const gone = await resetKey(tx, facetOf('config_files'), id, key);
      if (gone === 0) await this.missingFile(tx, path, key);
    }, outer);
  }
}

function shape<Name extends FacetName>(facet: Facet, rows: object[]): FacetAnswer<Name> {
  return (isSingle(facet) ? (rows[0] ?? null) : rows) as FacetAnswer<Name>;
}

/** The items of the template that show through again. */
function resetIn(facet: Facet, { template }: FacetSides, keys: readonly string[]): SpecValues[] {
  return template.filter((row) => keys.includes(facet.key(row)));
}
