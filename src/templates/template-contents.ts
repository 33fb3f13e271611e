import type { EntityManager } from 'typeorm';
import { InvalidInput } from '../common/errors.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { replaceRows } from '../model/owned-rows.query.js';
import { TemplateDependency } from '../model/template-dependency.entity.js';
import { getIds, type NameLock } from './names.queries.js';
import type { TemplateParts } from './template-parts.js';
import { deleteLostBindings, lockTemplates } from './template-writes.queries.js';

/** Parts of a template that is stored and locked. */
export interface StoredParts {
  id: number;
  parts: TemplateParts;
}

const DEPENDENCIES = { entity: TemplateDependency, owner: 'service_id', unique: ['link'] } as const;

/** The ids of the categories that the parts name. */
export async function getCategoryIds(
  tx: EntityManager,
  all: TemplateParts[],
  lock?: NameLock,
): Promise<Map<string, number>> {
  const given = all.flatMap(({ category, pointer }) =>
    typeof category === 'string' ? [{ name: category, pointer: `${pointer}/category` }] : [],
  );
  return getIds(tx, 'categories', given, lock);
}

/** The parts whose templates were written, with their ids. */
export function withIds(all: TemplateParts[], ids: ReadonlyMap<string, number>): StoredParts[] {
  return all.flatMap((parts) => {
    const id = ids.get(parts.columns.name ?? '');
    return id === undefined ? [] : [{ id, parts }];
  });
}

/** The column that a category by its name comes to; none where nothing was said of it. */
export function categoryOf({ category }: TemplateParts, ids: Map<string, number>): { category_id?: number | null } {
  if (category === undefined) return {};
  return { category_id: category === null ? null : (ids.get(category) ?? null) };
}

/**
 * Locks a template that is to get another name, or needs others, with those and with whoever has that name: two may want
 * what the other has.
 */
export async function lockNamed(tx: EntityManager, name: string, parts: TemplateParts): Promise<void> {
  const others = [...neededBy([parts]), parts.columns.name ?? name].filter((other) => other !== name);
  if (others.length > 0) await lockTemplates(tx, [name, ...others], 'FOR NO KEY UPDATE');
}

/** Keeps the templates that new ones need until the end of the transaction: what is there is locked before what is new. */
export async function keepNeeded(tx: EntityManager, all: TemplateParts[]): Promise<void> {
  const needed = neededBy(all);
  if (needed.length > 0) await lockTemplates(tx, needed, 'FOR KEY SHARE');
}

function neededBy(all: TemplateParts[]): string[] {
  return all.flatMap(({ dependencies = [] }) => dependencies.map(({ service }) => service));
}

/**
 * Replaces the facets and dependencies that were given: one statement per facet, however many templates there are. With a link
 * go its bindings.
 * @param existed whether the templates were there before
 */
export async function replaceContents(tx: EntityManager, all: StoredParts[], existed: boolean): Promise<void> {
  for (const name of FACET_NAMES) {
    const given = all.flatMap(({ id, parts: { facets } }) => (facets[name] ? [{ id, items: facets[name] }] : []));
    const { template_row, unique_columns, null_as } = facetOf(name);
    const table = { entity: template_row, owner: 'service_id', unique: unique_columns, null_as } as const;
    const rows = given.flatMap(({ id, items }) => items.map((item) => ({ ...item, service_id: id })));
    const templates = given.map(({ id }) => id);
    if (templates.length > 0) await replaceRows(tx, table, templates, rows);
  }
  const changed = await replaceDependencies(tx, all);
  if (existed && changed.length > 0) await deleteLostBindings(tx, changed);
}

/** The dependencies that the parts give as rows; InvalidInput for one that names no template, or the template itself. */
export async function getDependencyRows(tx: EntityManager, all: StoredParts[], lock?: NameLock): Promise<object[]> {
  const wanted = all.flatMap(({ id, parts: { dependencies = [], pointer } }) =>
    dependencies.map(({ service, ...values }, index) => {
      return { id, values, name: service, pointer: `${pointer}/dependencies/${index}/service` };
    }),
  );
  const ids = await getIds(tx, 'services', wanted, lock);
  const itself = wanted.find(({ id, name }) => ids.get(name) === id);
  if (itself) throw InvalidInput.field(itself.pointer, 'must name another template', itself.name);
  return wanted.map(({ id, name, values: { link, condition, required } }) => {
    return { service_id: id, link, depends_on_service_id: ids.get(name), condition, required };
  });
}

/** The ids of the templates whose dependencies were given. */
async function replaceDependencies(tx: EntityManager, all: StoredParts[]): Promise<number[]> {
  const given = all.filter(({ parts }) => parts.dependencies !== undefined);
  const rows = await getDependencyRows(tx, given);
  const templates = given.map(({ id }) => id);
  if (templates.length > 0) await replaceRows(tx, DEPENDENCIES, templates, rows);
  return templates;
}
