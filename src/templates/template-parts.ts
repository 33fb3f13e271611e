import { type FieldError, InvalidInput } from '../common/errors.js';
import { repetitions } from '../common/repetitions.js';
import { demandOnlyKey } from '../common/only-key.js';
import { parse, parseUpdate } from '../common/parse.js';
import { isSingle } from '../facets/facet.js';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf } from '../facets/facets.js';
import { generating } from '../facets/sealing.js';
import { itemsOf } from '../facets/item-values.js';
import { otherProvided } from '../model/provides.js';
import type { DependencyDefinition, TemplateDefinition } from '../model/template-definition.js';
import { SETTING_NAMES } from '../settings/settings.js';
import { CreateTemplate, type FacetsToUpdate, UpdateTemplate } from './dto/template-inputs.js';

/** The columns of `services` that a write may set; `category` is set by its name. */
export const TEMPLATE_COLUMNS = ['name', 'description', ...SETTING_NAMES, 'enabled', 'provides'] as const;

export type TemplateColumns = Pick<CreateTemplate, (typeof TEMPLATE_COLUMNS)[number]>;

/** A checked template taken apart into what each table holds. What was not given is not there. */
export interface TemplateParts {
  /** Where the template stands in the caller's input. */
  pointer: string;
  columns: Partial<TemplateColumns>;
  category?: string | null;
  category_id?: number | null;
  /** What was given, where it may say what only the server makes. */
  input?: unknown;
  /** The items of each facet, the healthcheck's as a list like the others. */
  facets: Partial<FacetMap<object[]>>;
  dependencies?: DependencyDefinition[];
}

/** Takes parsed input apart. InvalidInput names every item and every dependency that repeats another one. */
export function partsOf(input: UpdateTemplate, pointer = ''): TemplateParts {
  const { category, category_id, dependencies } = input;
  const facets = Object.fromEntries(FACET_NAMES.flatMap((facet) => givenItems(input, facet)));
  const errors = [
    ...FACET_NAMES.flatMap((facet) => repeatedItems(facet, facets[facet] ?? [], pointer)),
    ...FACET_NAMES.flatMap((facet) => wrongRecipes(facet, facets[facet] ?? [], pointer)),
    ...wrongLinks(dependencies ?? [], `${pointer}/dependencies`),
  ];
  if (errors.length > 0) throw new InvalidInput(errors);
  const given = TEMPLATE_COLUMNS.filter((column) => input[column] !== undefined);
  const columns = Object.fromEntries(given.map((column) => [column, input[column]]));
  return withoutOwnName({ pointer, columns, category, category_id, facets, dependencies }, input.name ?? '');
}

/** The checked parts of one of several templates; its name comes first in the pointer of what is wrong with it. */
export function partsOfOne(definition: TemplateDefinition): TemplateParts {
  const pointer = `/${definition.name}`;
  try {
    return { ...partsOf(parse(CreateTemplate, definition)), pointer };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(error.errors.map((wrong) => ({ ...wrong, pointer: `${pointer}${wrong.pointer}` })));
  }
}

/** The checked parts of a change; it must say something. */
export function partsOfUpdate(input: unknown): TemplateParts {
  return { ...partsOf(parseUpdate(UpdateTemplate, input)), input };
}

/** The checked parts of a whole-facet write, which are the items of that facet. */
export function partsOfFacet(name: FacetName, body: unknown): TemplateParts {
  const expected = isSingle(facetOf(name)) ? 'an object, or null for none' : 'a list of objects';
  return { ...partsOf(parse(UpdateTemplate, { [name]: demandOnlyKey(name, body, expected) })), input: body };
}

/** The checked parts of a write of all dependencies, which stand below the only key of the body. */
export function partsOfDependencies(body: unknown): TemplateParts {
  const dependencies = demandOnlyKey('dependencies', body, 'a list of objects');
  return partsOf(parse(UpdateTemplate, { dependencies }));
}

function givenItems(input: FacetsToUpdate, name: FacetName): [FacetName, object[]][] {
  const given = input[name];
  return given === undefined ? [] : [[name, itemsOf<object>(given)]];
}

function repeatedItems(name: FacetName, items: object[], pointer: string): FieldError[] {
  const facet = facetOf(name);
  const claim = (item: object) => facet.claim(item);
  return repetitions(items, claim, `${pointer}/${name}`, claim);
}

/** What is generated for each instance is a secret, and has no value that all of them would share. */
function wrongRecipes(name: FacetName, items: object[], pointer: string): FieldError[] {
  const sealing = generating(facetOf(name));
  if (!sealing) return [];
  const { generate, flag, value } = sealing;
  const of = (item: object, column: string): unknown => Reflect.get(item, column);
  return items.flatMap((item, index) => {
    if (typeof of(item, generate) !== 'string') return [];
    const at = `${pointer}/${name}/${index}`;
    const shared = `must be left out or null beside ${generate}, which gives each instance a value of its own`;
    const open = `must be true or left out beside ${generate}: what is generated is a secret`;
    return [
      ...(typeof of(item, value) === 'string' ? [{ pointer: `${at}/${value}`, reason: shared }] : []),
      ...(of(item, flag) === false ? [{ pointer: `${at}/${flag}`, reason: open, given: 'false' }] : []),
    ];
  });
}

/** What comes first in a reference, and so can be the name of no link. */
const NO_LINKS = ['self', 'stack', 'vars'];

function wrongLinks(dependencies: DependencyDefinition[], pointer: string): FieldError[] {
  const linkOf = ({ link }: DependencyDefinition) => link;
  const taken = dependencies.flatMap(({ link, service }, index) => {
    if (!NO_LINKS.includes(link) || link === service) return [];
    const reason = `must be none of ${NO_LINKS.join(', ')}, which mean something else in a reference`;
    return [{ pointer: `${pointer}/${index}/link`, reason, given: JSON.stringify(link) }];
  });
  return [...repetitions(dependencies, linkOf, pointer, linkOf), ...taken];
}

/** The same where what is provided leaves out the name of the template, which it provides anyway. */
export function withoutOwnName(parts: TemplateParts, name: string): TemplateParts {
  const { columns } = parts;
  const provides = columns.provides && otherProvided(name, columns.provides);
  return provides ? { ...parts, columns: { ...columns, provides } } : parts;
}
