import { isObject } from '../common/fields.js';
import { nearest } from '../common/nearest.js';
import { domains, type DomainSpec } from '../facets/domains.js';
import { recipeRule } from '../facets/recipe.js';
import { slug } from '../model/names.js';
import { type Dependency, parseDependencyList } from './dependencies.js';
import type { SecretName, SecretRecipe } from './environment.js';
import { type Candidate, parseItems } from './items.js';
import { parseName } from './name.js';
import { below, isAbsent, joined, type Parsed, type ParseWarning, warning } from './parsed.js';
import { fileModeText, scalarText } from './scalars.js';

/** What `x-devarch` says of a service: everything that a template has and Compose has no key for. */
export interface Extension {
  category: string | null;
  description: string;
  secrets: SecretName[];
  generate: SecretRecipe[];
  domains: DomainSpec[];
  config_files: Candidate[];
  dependencies: Dependency[];
  provides: string[];
}

const KNOWN_KEYS = [
  'category',
  'description',
  'secrets',
  'generate',
  'domains',
  'config_files',
  'dependencies',
  'provides',
];

/** Reads `x-devarch`. Compose fills in no variables there, so texts stay exactly as they are. */
export function parseExtension(value: unknown, where: string): Parsed<Extension> {
  const map = isObject(value) ? value : {};
  const parts = parseParts(map, where);
  return {
    value: {
      category: parts.category.value,
      description: parts.description.value ?? '',
      secrets: parts.secrets.value,
      generate: parts.generate.value,
      domains: parts.domain_items.value,
      config_files: parts.config_files.value,
      dependencies: parts.dependencies.value,
      provides: parts.provides.value.filter((name) => name !== undefined),
    },
    warnings: [
      ...shapeWarnings(value, where),
      ...Object.values<Parsed<unknown>>(parts).flatMap(({ warnings }) => warnings),
      ...unknownKeys(map, where),
    ],
  };
}

/** Every key read once; the order is the order of the warnings. */
function parseParts(map: Record<string, unknown>, where: string) {
  const at = (key: string) => below(where, key);
  const domain_list = parseList(map.domains, at('domains'), (input, place) => ({ input, where: place }));
  const names = parseList(map.provides, at('provides'), parseName);
  return {
    category: parseCategory(map.category, at('category')),
    description: parseText(map.description, at('description')),
    secrets: parseList(map.secrets, at('secrets'), secretName),
    generate: parseRecipes(map.generate, at('generate')),
    domain_list,
    domain_items: parseItems(domains, domain_list.value),
    config_files: parseList(map.config_files, at('config_files'), configFile),
    dependencies: parseDependencyList(map.dependencies, at('dependencies')),
    names,
    provides: joined(names.value),
  };
}

function shapeWarnings(value: unknown, where: string): ParseWarning[] {
  return isObject(value) || isAbsent(value) ? [] : [warning('shape-invalid', where, 'must be a map; left out')];
}

function parseCategory(value: unknown, where: string): Parsed<string | null> {
  const { value: text, warnings } = parseText(value, where);
  if (text === null || text === '') return { value: null, warnings };
  const name = slug(text);
  if (name === text) return { value: name, warnings };
  return { value: name, warnings: [warning('name-changed', where, `is no name of a category; ${name} is taken`)] };
}

function parseText(value: unknown, where: string): Parsed<string | null> {
  const text = scalarText(value);
  if (text !== undefined || isAbsent(value)) return { value: text ?? null, warnings: [] };
  return { value: null, warnings: [warning('shape-invalid', where, 'must be a text; left out')] };
}

function parseList<T>(value: unknown, where: string, read: (item: unknown, where: string) => T): Parsed<T[]> {
  if (isAbsent(value)) return { value: [], warnings: [] };
  if (Array.isArray(value)) return { value: value.map((item, index) => read(item, below(where, index))), warnings: [] };
  return { value: [], warnings: [warning('shape-invalid', where, 'must be a list; left out')] };
}

function secretName(item: unknown, where: string): SecretName {
  return { name: scalarText(item) ?? '', where };
}

/** A map of variables to the recipes of their values. */
function parseRecipes(value: unknown, where: string): Parsed<SecretRecipe[]> {
  if (isAbsent(value)) return { value: [], warnings: [] };
  if (!isObject(value))
    return { value: [], warnings: [warning('shape-invalid', where, 'must be a map of variables; left out')] };
  const recipes = Object.entries(value).map(([name, text]) => {
    return { name, where: below(where, name), recipe: scalarText(text) ?? '' };
  });
  const [good, wrong] = [true, false].map((is) => recipes.filter(({ recipe }) => recipeRule.test(recipe) === is));
  const { allowed, suggest } = recipeRule;
  return {
    value: good ?? [],
    warnings: (wrong ?? []).map(({ where: place, recipe }) => {
      const near = suggest?.(recipe);
      return warning('recipe-invalid', place, `must be ${allowed}${near ? `; try ${near}` : ''}; left out`);
    }),
  };
}

function configFile(item: unknown, where: string): Candidate {
  return {
    where,
    input: isObject(item) && 'file_mode' in item ? { ...item, file_mode: fileModeText(item.file_mode) } : item,
  };
}

function unknownKeys(map: object, where: string): ParseWarning[] {
  return Object.keys(map).flatMap((key) => (KNOWN_KEYS.includes(key) ? [] : [unknownKey(key, where)]));
}

function unknownKey(key: string, where: string): ParseWarning {
  const [closest] = nearest(key, KNOWN_KEYS);
  const hint = closest === undefined ? `known are ${KNOWN_KEYS.join(', ')}` : `did you mean ${closest}?`;
  return warning('extension-key-unknown', below(where, key), `is not known here and left out; ${hint}`);
}
