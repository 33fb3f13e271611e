import { isObject } from '../common/fields.js';
import { nearest } from '../common/nearest.js';
import { domains, type DomainSpec } from '../facets/domains.js';
import { slug } from '../model/names.js';
import { type Dependency, parseDependencyList } from './dependencies.js';
import type { SecretName } from './environment.js';
import { type Candidate, parseItems } from './items.js';
import { parseName } from './name.js';
import { below, isAbsent, joined, type Parsed, warning } from './parsed.js';
import { fileModeText, scalarText } from './scalars.js';

/** What `x-devarch` says of a service: everything that a template has and Compose has no key for. */
export interface Extension {
  category: string | null;
  description: string;
  secrets: SecretName[];
  domains: DomainSpec[];
  config_files: Candidate[];
  dependencies: Dependency[];
  provides: string[];
}

const KNOWN_KEYS = ['category', 'description', 'secrets', 'domains', 'config_files', 'dependencies', 'provides'];

/** Reads `x-devarch`. Compose fills in no variables there, so texts stay exactly as they are. */
export function parseExtension(value: unknown, where: string): Parsed<Extension> {
  const map = isObject(value) ? value : {};
  const category = parseCategory(map.category, below(where, 'category'));
  const description = parseText(map.description, below(where, 'description'));
  const secrets = parseList(map.secrets, below(where, 'secrets'), secretName);
  const domain_list = parseList(map.domains, below(where, 'domains'), (input, place) => ({ input, where: place }));
  const domain_items = parseItems(domains, domain_list.value);
  const config_files = parseList(map.config_files, below(where, 'config_files'), configFile);
  const dependencies = parseDependencyList(map.dependencies, below(where, 'dependencies'));
  const names = parseList(map.provides, below(where, 'provides'), parseName);
  const provides = joined(names.value);
  const parts = [
    category,
    description,
    secrets,
    domain_list,
    domain_items,
    config_files,
    dependencies,
    names,
    provides,
  ];
  const shape = warning('shape-invalid', where, 'must be a map; left out');
  return {
    value: {
      category: category.value,
      description: description.value ?? '',
      secrets: secrets.value,
      domains: domain_items.value,
      config_files: config_files.value,
      dependencies: dependencies.value,
      provides: provides.value.filter((name) => name !== undefined),
    },
    warnings: [
      ...(isObject(value) || isAbsent(value) ? [] : [shape]),
      ...parts.flatMap(({ warnings }) => warnings),
      ...Object.keys(map).flatMap((key) => (KNOWN_KEYS.includes(key) ? [] : [unknownKey(key, where)])),
    ],
  };
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

function configFile(item: unknown, where: string): Candidate {
  return {
    where,
    input: isObject(item) && 'file_mode' in item ? { ...item, file_mode: fileModeText(item.file_mode) } : item,
  };
}

function unknownKey(key: string, where: string) {
  const [closest] = nearest(key, KNOWN_KEYS);
  const hint = closest === undefined ? `known are ${KNOWN_KEYS.join(', ')}` : `did you mean ${closest}?`;
  return warning('extension-key-unknown', below(where, key), `is not known here and left out; ${hint}`);
}
