import { join } from 'node:path';
import { parse as parseYaml, YAMLError } from 'yaml';
import { type FieldError, InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { parseComposeFile } from '../compose-file/compose-file.js';
import { slug } from '../model/names.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import type { CategoryDefinition, CatalogWarning } from './catalog-report.js';

/** A file of the catalogue: its path below the folder, `category/template.yaml` or `categories.yaml`, and its text. */
export interface CatalogFile {
  path: string;
  text: string;
}

/** One template and where it stands. */
export interface CatalogTemplate {
  file: string;
  definition: TemplateDefinition;
}

export interface CatalogFolder {
  categories: CategoryDefinition[];
  templates: CatalogTemplate[];
  warnings: CatalogWarning[];
}

export const CATEGORIES_FILE = 'categories.yaml';

/** What the files of a catalogue say. Pure. InvalidInput names every file of the folder that cannot be read. */
export function parseCatalog(dir: string, files: CatalogFile[]): CatalogFolder {
  const errors: FieldError[] = [];
  const parsed = files.flatMap(({ path, text }) => {
    try {
      return [path === CATEGORIES_FILE ? parseCategories(text) : parseTemplates(path, text)];
    } catch (error) {
      errors.push(...locate(error, join(dir, path)));
      return [];
    }
  });
  const templates = parsed.flatMap((file) => file.templates);
  errors.push(...repeatedNames(dir, templates));
  if (errors.length > 0) throw new InvalidInput(errors);
  const declared = parsed.flatMap((file) => file.categories);
  return {
    categories: [...declared, ...undeclared(declared, templates)],
    templates,
    warnings: parsed.flatMap((file) => file.warnings),
  };
}

/** The errors of one file, by its path; what is no error of the input is thrown on. */
export function locate(error: unknown, path: string): FieldError[] {
  if (error instanceof YAMLError) return [{ pointer: path, reason: `is not YAML: ${error.message.split(/:?\n/)[0]}` }];
  if (!(error instanceof InvalidInput)) throw error;
  return error.errors.map((field) => ({ ...field, pointer: field.pointer === '' ? path : `${path}#${field.pointer}` }));
}

/** `categories.yaml`: a map of a category's name to its other values, which are checked when they are stored. */
function parseCategories(text: string): CatalogFolder {
  const map: unknown = parseYaml(text) ?? {};
  if (!isObject(map)) throw InvalidInput.field('', 'must be a map of categories by name');
  const categories = Object.entries(map).map(([name, values]) => {
    if (!isObject(values) && values !== null) throw InvalidInput.field(`/${name}`, 'must be a map', values);
    return { ...values, name };
  });
  return { categories, templates: [], warnings: [] };
}

/** A template without a category of its own belongs to that of its folder. */
function parseTemplates(file: string, text: string): CatalogFolder {
  const { services, warnings } = parseComposeFile(text);
  const folder = slug(file.split('/')[0] ?? '');
  const templates = services.map(({ template }) => {
    return { file, definition: { ...template, category: template.category ?? folder } };
  });
  const said = [...warnings, ...services.flatMap((service) => service.warnings)];
  return { categories: [], templates, warnings: said.map((warning) => ({ file, ...warning })) };
}

function repeatedNames(dir: string, templates: CatalogTemplate[]): FieldError[] {
  const first = new Map<string, string>();
  return templates.flatMap(({ file, definition: { name } }) => {
    const earlier = first.get(name);
    first.set(name, earlier ?? file);
    if (earlier === undefined) return [];
    return [{ pointer: join(dir, file), reason: `describes the template "${name}", as ${join(dir, earlier)} does` }];
  });
}

/** The categories that templates name and `categories.yaml` does not. */
function undeclared(declared: CategoryDefinition[], templates: CatalogTemplate[]): CategoryDefinition[] {
  const known = new Set(declared.map(({ name }) => name));
  const named = templates.flatMap(({ definition: { category } }) => (category === null ? [] : [category]));
  return [...new Set(named)].filter((name) => !known.has(name)).map((name) => ({ name }));
}
