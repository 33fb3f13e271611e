import { isObject } from '../common/fields.js';
import { slug } from '../model/names.js';
import { type DependencyDefinition, DEPENDENCY_CONDITIONS } from '../model/template-definition.js';
import { below, isAbsent, joined, type Parsed, type ParseWarning, warning } from './parsed.js';
import { parseName } from './name.js';
import { scalarText } from './scalars.js';

/** A dependency as the file has it: the service by its key in the file, or by the name of another template. */
export interface Dependency extends Omit<DependencyDefinition, 'link'> {
  /** Left out where it is that of the service. */
  link?: string;
  where: string;
}

const DEFAULT_CONDITION = DEPENDENCY_CONDITIONS[0];

/** Options that say nothing with these values. */
const OPTION_DEFAULTS = new Map<string, unknown>([['restart', false]]);

/** `depends_on`: a list of services, or a map of service to condition. */
export function parseDependsOn(value: unknown, where: string): Parsed<Dependency[]> {
  if (isAbsent(value)) return { value: [], warnings: [] };
  if (Array.isArray(value))
    return present(joined(value.map((item, index) => parseDependency({ service: item }, below(where, index)))));
  if (!isObject(value))
    return { value: [], warnings: [warning('shape-invalid', where, 'must be a list or a map; left out')] };
  const entries = Object.entries(value).map(([service, options]) => {
    const condition = isAbsent(options) ? undefined : { condition: options };
    return parseDependency({ ...(isObject(options) ? options : condition), service }, below(where, service));
  });
  return present(joined(entries));
}

/** `x-devarch.dependencies`: a list of `{link, service, condition, required}`. */
export function parseDependencyList(value: unknown, where: string): Parsed<Dependency[]> {
  if (isAbsent(value)) return { value: [], warnings: [] };
  if (!Array.isArray(value))
    return { value: [], warnings: [warning('shape-invalid', where, 'must be a list; left out')] };
  const items = value.map((item, index) => {
    const { link, ...values } = isObject(item) ? item : {};
    const dependency = parseDependency(values, below(where, index));
    return isAbsent(link) ? dependency : withLink(dependency, link, below(where, index, 'link'));
  });
  return present(joined(items));
}

/**
 * The dependencies by the names of templates: those of the same file by the names that they get there, all others as
 * they are called. A dependency on itself and a second one of the same link are left out, and so is one without a link
 * of its own beside one with a link to the same template.
 */
export function resolveDependencies(
  dependencies: Dependency[],
  own_name: string,
  names: ReadonlyMap<string, string>,
): Parsed<DependencyDefinition[]> {
  const resolved = new Map<string, DependencyDefinition>();
  const warnings: ParseWarning[] = [];
  const nameOf = (key: string) => names.get(key) ?? slug(key);
  const linked = new Set(dependencies.flatMap((it) => (it.link === undefined ? [] : [nameOf(it.service)])));
  for (const { service: key, condition, required, where, ...own } of dependencies) {
    const service = nameOf(key);
    const link = own.link ?? service;
    if (!names.has(key) && service !== key)
      warnings.push(warning('name-changed', where, `${key} is no name of a template; ${service} is taken`));
    if (own.link === undefined && linked.has(service)) continue;
    const earlier = resolved.get(link);
    if (service === own_name) warnings.push(warning('dependency-invalid', where, 'is the service itself; left out'));
    else if (!earlier) resolved.set(link, { link, service, condition, required });
    else if (earlier.service !== service || earlier.condition !== condition)
      warnings.push(warning('duplicate-item', where, `repeats the dependency on ${link}; the first one is kept`));
  }
  return { value: [...resolved.values()], warnings };
}

function parseDependency(item: Record<string, unknown>, where: string): Parsed<Dependency | undefined> {
  const service = scalarText(item.service);
  if (service === undefined || service === '')
    return { value: undefined, warnings: [warning('dependency-invalid', where, 'must name a service; left out')] };
  const condition = DEPENDENCY_CONDITIONS.find((word) => word === item.condition);
  const message = `must be one of ${DEPENDENCY_CONDITIONS.join(', ')}; ${DEFAULT_CONDITION} is taken`;
  const refused = condition === undefined && !isAbsent(item.condition);
  const no_choice = !isAbsent(item.required) && typeof item.required !== 'boolean';
  const choice = warning('shape-invalid', below(where, 'required'), 'must be true or false; true is taken');
  const lost = Object.entries(item)
    .filter(
      ([key, option]) => !['service', 'condition', 'required'].includes(key) && option !== OPTION_DEFAULTS.get(key),
    )
    .map(([key]) => warning('dependency-option-dropped', below(where, key), `${key} of a dependency is not kept`));
  return {
    value: { service, condition: condition ?? DEFAULT_CONDITION, required: item.required !== false, where },
    warnings: [
      ...(refused ? [warning('condition-invalid', below(where, 'condition'), message)] : []),
      ...(no_choice ? [choice] : []),
      ...lost,
    ],
  };
}

function withLink(
  { value, warnings }: Parsed<Dependency | undefined>,
  given: unknown,
  where: string,
): Parsed<Dependency | undefined> {
  const name = parseName(given, where);
  return { value: value && { ...value, link: name.value }, warnings: [...warnings, ...name.warnings] };
}

function present({ value, warnings }: Parsed<(Dependency | undefined)[]>): Parsed<Dependency[]> {
  return { value: value.filter((dependency) => dependency !== undefined), warnings };
}
