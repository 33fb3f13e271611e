import { canonicalJson } from '../common/canonical-json.js';
import { sameItems } from '../facets/compare.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { itemsOf } from '../facets/item-values.js';
import { provided } from '../model/provides.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import type { CatalogTemplate } from './catalog-folder.js';
import type { CatalogReport, CatalogWarning } from './catalog-report.js';

/** What the database has of a name that the catalogue describes. */
export interface StoredTemplate {
  definition: TemplateDefinition;
  /** How it came to be as it is: by the last load, by a change since, or without any load. */
  origin: 'loaded' | 'edited' | 'own';
}

const KEPT = {
  edited: 'it was changed here since the last load; force overwrites it',
  own: 'it does not come from the catalogue; force overwrites it',
};

/** What a load has to do: the report but for the files' warnings. Pure. */
export function planLoad(
  templates: CatalogTemplate[],
  stored: ReadonlyMap<string, StoredTemplate>,
  force: boolean,
): Omit<CatalogReport, 'warnings'> {
  const plan: Omit<CatalogReport, 'warnings'> = { created: [], updated: [], unchanged: [], kept: [] };
  for (const { definition } of templates) {
    const { name } = definition;
    const present = stored.get(name);
    if (!present) plan.created.push(name);
    else if (isSame(definition, present.definition)) plan.unchanged.push(name);
    else if (force || present.origin === 'loaded') plan.updated.push(name);
    else plan.kept.push({ name, reason: KEPT[present.origin] });
  }
  return plan;
}

/** Leaves out, with a warning, dependencies on templates that are neither in the catalogue nor in the database. */
export function withKnownDependencies(
  template: CatalogTemplate,
  known: ReadonlySet<string>,
): CatalogTemplate & { warnings: CatalogWarning[] } {
  const { file, definition } = template;
  const unknown = definition.dependencies.filter(({ service }) => !known.has(service));
  return {
    file,
    definition: { ...definition, dependencies: definition.dependencies.filter(({ service }) => known.has(service)) },
    warnings: unknown.map(({ service }) => ({
      file,
      code: 'dependency-unknown',
      where: `/services/${definition.name}`,
      message: `needs ${service}, which is no template; left out`,
    })),
  };
}

/** Whether two templates say the same, whatever the order of items and of keys. Fields that only one side shows do not count. */
function isSame(wanted: TemplateDefinition, stored: TemplateDefinition): boolean {
  return Object.keys(wanted).every((key) => {
    const name = FACET_NAMES.find((facet) => facet === key);
    return name
      ? sameItems<object>(facetOf(name).of_template, itemsOf<object>(wanted[name]), itemsOf<object>(stored[name]))
      : canonical(wanted, key) === canonical(stored, key);
  });
}

function canonical(definition: TemplateDefinition, key: string): string {
  const value: unknown = Reflect.get(definition, key);
  if (key === 'dependencies')
    return JSON.stringify(definition.dependencies.map((item) => canonicalJson(item)).toSorted());
  if (key === 'provides') return canonicalJson(provided(definition.name, definition.provides));
  return canonicalJson(value);
}
