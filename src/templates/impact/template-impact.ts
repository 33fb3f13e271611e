import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '../../common/canonical-json.js';
import { FACET_NAMES, type FacetMap, type FacetName, perFacet } from '../../facets/facets.js';
import { otherProvided } from '../../model/provides.js';
import type { DependencyDefinition } from '../../model/template-definition.js';
import { generatedKeys } from '../../facets/sealing.js';
import { SETTING_NAMES, type Settings } from '../../settings/settings.js';
import { type ChangedKeys, changedKeys } from './changed-keys.js';
import type { FacetKeys, InstanceImpact, TemplateChanges, TemplateImpact } from './impact-answers.js';
import type { TemplateDetail } from '../dto/template-answers.js';
import { itemsOf } from '../../facets/item-values.js';
import type { TemplateParts } from '../template-parts.js';

/** What an instance has of its own, so that a change of its template does not reach it there. */
export interface InstanceShields {
  stack: string;
  instance_id: string;
  container_name: string;
  /** The keys of its override rows, removals included. */
  keys: FacetMap<string[]>;
  settings: (keyof Settings)[];
  /** The links that are bound. */
  bound: string[];
}

export const INSTANCES_SHOWN = 100;

/**
 * What a change of a template would do to its instances, in the order given: by the rule of `merge`, a change at a key
 * reaches an instance unless it overrides or removes that key, and a change of a setting unless it has its own. Pure.
 */
export function templateImpact(
  template: TemplateDetail,
  parts: TemplateParts,
  instances: readonly InstanceShields[],
): TemplateImpact {
  const left = perFacet((facet, name) => generatedKeys(facet, parts.facets[name] ?? []));
  return impactOf(templateChanges(template, parts), instances, left);
}

/** The same of a change of some items of one facet, given how they are and how they will be. Pure. */
export function itemsImpact(
  name: FacetName,
  before: readonly object[],
  after: readonly object[],
  instances: readonly InstanceShields[],
): TemplateImpact {
  const of_facets = perFacet((facet, each) =>
    each === name ? changedKeys(facet.of_template, before, after) : NO_CHANGES,
  );
  const changes = { settings: [], inherited: [], links: NO_CHANGES, provides: NO_CHANGES, ...of_facets };
  return impactOf(changes, instances);
}

const NOTHING_LEFT = perFacet(() => new Set<string>());
const NO_CHANGES: ChangedKeys = { added: [], removed: [], changed: [] };

/** @param left what is generated from now on: instances keep the value that they have */
function impactOf(
  changes: TemplateChanges,
  instances: readonly InstanceShields[],
  left: FacetMap<ReadonlySet<string>> = NOTHING_LEFT,
): TemplateImpact {
  const impacts = instances.map((instance) => instanceImpact(changes, instance, left));
  const some = (...lists: object[]) => lists.some((list) => Object.keys(list).length > 0);
  return {
    dry_run: true,
    changes,
    instance_count: instances.length,
    affected_count: impacts.filter((own) => some(changes.inherited, own.affected, own.settings_affected)).length,
    unbound_count: impacts.reduce((sum, own) => sum + own.unbound.length, 0),
    shielded_count: impacts.filter((own) => some(own.shielded, own.settings_shielded)).length,
    instances: impacts.slice(0, INSTANCES_SHOWN),
    referred_by: [],
  };
}

/** By what the template would differ; what the parts do not give stays as it is. */
function templateChanges(template: TemplateDetail, { columns, facets, dependencies }: TemplateParts): TemplateChanges {
  const differs = (name: keyof typeof columns) =>
    columns[name] !== undefined && !isDeepStrictEqual(columns[name], template[name]);
  const inherited = (['name'] as const).filter(differs);
  const links = changedLinks(template.dependencies, dependencies ?? template.dependencies);
  const others = otherProvided(template.name, template.provides);
  return {
    settings: SETTING_NAMES.filter(differs),
    inherited: isChange(links) ? [...inherited, 'dependencies'] : inherited,
    links,
    provides: changedNames(others, otherProvided(template.name, columns.provides ?? others)),
    ...perFacet((facet, name) => {
      const stored = itemsOf<object>(template[name]);
      return changedKeys(facet.of_template, stored, facets[name] ?? stored);
    }),
  };
}

/** Every dependency by its link, as a text. */
function linksOf(dependencies: readonly DependencyDefinition[]): Map<string, string> {
  return new Map(dependencies.map(({ link, ...values }) => [link, canonicalJson(values)]));
}

function changedLinks(before: readonly DependencyDefinition[], after: readonly DependencyDefinition[]): ChangedKeys {
  const [old, now] = [linksOf(before), linksOf(after)];
  return {
    added: [...now.keys()].filter((link) => !old.has(link)).toSorted(),
    removed: [...old.keys()].filter((link) => !now.has(link)).toSorted(),
    changed: [...now.keys()].filter((link) => old.has(link) && old.get(link) !== now.get(link)).toSorted(),
  };
}

function changedNames(before: readonly string[], after: readonly string[]): ChangedKeys {
  const [old, now] = [new Set(before), new Set(after)];
  return {
    added: after.filter((name) => !old.has(name)),
    removed: before.filter((name) => !now.has(name)),
    changed: [],
  };
}

/** Whether anything differs. */
function isChange({ added, removed, changed }: ChangedKeys): boolean {
  return added.length + removed.length + changed.length > 0;
}

function instanceImpact(
  changes: TemplateChanges,
  instance: InstanceShields,
  left: FacetMap<ReadonlySet<string>>,
): InstanceImpact {
  const { stack, instance_id, container_name, settings } = instance;
  const keys = perFacet((_, name) => new Set(instance.keys[name]));
  const stays = (name: FacetName, key: string) => left[name].has(key) && changes[name].changed.includes(key);
  return {
    ...{ stack, instance_id, container_name },
    affected: keysOf(changes, (name, key) => !keys[name].has(key) && !stays(name, key)),
    shielded: keysOf(changes, (name, key) => keys[name].has(key)),
    unbound: instance.bound.filter((link) => changes.links.removed.includes(link)),
    settings_affected: changes.settings.filter((name) => !settings.includes(name)),
    settings_shielded: changes.settings.filter((name) => settings.includes(name)),
  };
}

/** The keys at which the template changes, of those that fit; a facet without any is left out. */
function keysOf(changes: TemplateChanges, fits: (name: FacetName, key: string) => boolean): FacetKeys {
  const lists = FACET_NAMES.map((name) => {
    const { added, removed, changed } = changes[name];
    return [name, [...added, ...removed, ...changed].filter((key) => fits(name, key))] as const;
  });
  return Object.fromEntries(lists.filter(([, keys]) => keys.length > 0));
}
