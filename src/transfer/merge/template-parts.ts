import type { SpecValues } from '../../facets/facet.js';
import { FACET_NAMES, facetItems, type FacetName, facetOf, type FacetValues, perFacet } from '../../facets/facets.js';
import { givenValues, itemsOf, shownValues } from '../../facets/item-values.js';
import { MASK } from '../../facets/sealing.js';
import type { DependencyDefinition, TemplateDefinition } from '../../model/template-definition.js';
import { SETTING_NAMES, type TemplateSettings } from '../../settings/settings.js';
import type { Mask } from '../file-secrets.js';
import { claimOf, instanceParts, isSealed, SETTINGS_PART, VALUES_PART } from './instance-parts.js';
import { mergeOwner, type MergePolicy, type MergedOwner, type Parts, takenKeys } from './merge-owner.js';
import { keyed } from './parts.js';
import type { RememberedParts } from './stack-base.js';

const DEPENDENCIES_PART = 'dependencies';

/** A template as it is, as a file comes to in view of it, and as the file says it by itself. */
export interface TemplateSides {
  stored: TemplateDefinition;
  wanted: TemplateDefinition;
  said: TemplateDefinition;
  /** Undefined where no earlier import is known. */
  base: RememberedParts | undefined;
}

export interface MergedTemplate extends MergedOwner {
  definition: TemplateDefinition;
}

/** A template of a file, merged with the one that is there. Pure. */
export function mergeTemplate(sides: TemplateSides, policy: MergePolicy, mask: Mask): MergedTemplate {
  const { stored, wanted, said, base } = sides;
  const parts = (definition: TemplateDefinition) => templateParts(definition, mask);
  const owner = { base, mine: parts(stored), theirs: parts(wanted), said: parts(said), claim: claimOf };
  const sealed = (part: string) =>
    new Set(FACET_NAMES.filter((name) => name === part).flatMap((name) => sealedIn(stored, name)));
  const merged = mergeOwner({ ...owner, sealed }, policy);
  const taken = (part: string) => takenKeys(merged.outcomes, part);
  return { ...merged, definition: mergedDefinition(stored, wanted, taken) };
}

/** A template, part by part, as answers show it. */
export function templateParts(template: TemplateDefinition, mask: Mask): Parts {
  const items = perFacet((_, name) => itemsIn(template, name).map((item) => shownItem(name, item, mask)));
  const { name: own, description, category, dependencies } = template;
  const provides = template.provides.filter((name) => name !== own).toSorted();
  const told = provides.length > 0 ? JSON.stringify(provides) : null;
  const values = Object.entries({ description: description === '' ? null : description, category, provides: told });
  const said = values.filter(([, value]) => value !== null).map(([name, value]): SpecValues => ({ name, value }));
  const needs = dependencies.map((need): SpecValues => ({ ...needOf(need) }));
  return new Map([
    ...instanceParts(items, template),
    [VALUES_PART, keyed(said, ({ name }) => String(name))],
    [DEPENDENCIES_PART, keyed(needs, ({ link }) => String(link))],
  ]);
}

function itemsIn(template: TemplateDefinition, name: FacetName): object[] {
  return itemsOf<object>(template[name]);
}

function shownItem(name: FacetName, item: object, mask: Mask): SpecValues {
  const { of_template: kind } = facetOf(name);
  const kept = kind.sealing !== undefined && Reflect.get(item, kind.sealing.value) === MASK;
  return kept ? shownValues(kind, item) : mask(kind, givenValues(kind, item));
}

function sealedIn(template: TemplateDefinition, name: FacetName): string[] {
  const { of_template: kind } = facetOf(name);
  const secrets = itemsIn(template, name).filter((item) => isSealed(kind, shownValues(kind, item)));
  return secrets.map((item) => kind.key(item));
}

/** What is there, with what the file is to set. */
function mergedDefinition(
  stored: TemplateDefinition,
  wanted: TemplateDefinition,
  taken: (part: string) => ReadonlySet<string>,
): TemplateDefinition {
  const settings = SETTING_NAMES.map((name) => [name, (taken(SETTINGS_PART).has(name) ? wanted : stored)[name]]);
  const values = taken(VALUES_PART);
  const of = (name: 'description' | 'category' | 'provides') => (values.has(name) ? wanted : stored);
  const links = taken(DEPENDENCIES_PART);
  return {
    ...wanted,
    ...(Object.fromEntries(settings) as TemplateSettings), // all of them
    ...facetItems<FacetValues>((_, name) => mergedItems(stored, wanted, name, taken(name))),
    description: of('description').description,
    category: of('category').category,
    provides: of('provides').provides,
    dependencies: [
      ...stored.dependencies.filter(({ link }) => !links.has(link)).map(needOf),
      ...wanted.dependencies.filter(({ link }) => links.has(link)),
    ],
  };
}

function needOf({ link, service, condition, required }: DependencyDefinition): DependencyDefinition {
  return { link, service, condition, required };
}

/** Of what is there its values alone: whatever else is shown of it is the server's to say. */
function mergedItems(
  stored: TemplateDefinition,
  wanted: TemplateDefinition,
  name: FacetName,
  keys: ReadonlySet<string>,
) {
  const facet = facetOf(name);
  return [
    ...itemsIn(stored, name)
      .filter((item) => !keys.has(facet.key(item)))
      .map((item) =>
        Object.fromEntries(facet.of_template.columns.map((column) => [column, Reflect.get(item, column)])),
      ),
    ...itemsIn(wanted, name).filter((item) => keys.has(facet.key(item))),
  ];
}
