import { InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import { slug } from '../model/names.js';
import { followExtends } from './extends.js';
import { freeName } from './name.js';
import { below, type ParseWarning } from './parsed.js';
import { type FileContext, type ParsedService, parseService } from './service.js';
import { warnOfTopLevel } from './top-level.js';
import { type FileVariable, NOTHING_GIVEN, type VariableSource } from './file-variables.js';
import { interpolate } from './interpolate.js';
import { type ReadYaml, readYaml } from './yaml-text.js';

export interface ParsedComposeFile {
  /** The file as a plain map: aliases and merge keys resolved, variables as `interpolate` leaves them. */
  file: Record<string, unknown>;
  /** One per service, in the order of the file; what it extends in the same file is part of it. */
  services: ParsedService[];
  /** The variables that a stack made of it needs; none where there is no stack. */
  variables: FileVariable[];
  /** What concerns the file and no single service. */
  warnings: ParseWarning[];
}

export const SERVICES = { key: 'services', max: LIMITS.items, reason: `must name at most ${LIMITS.items} services` };
/** Ports and warnings together: what a few ranges of ports in many services could make endless. */
const MAX_RESULTS = 20_000;

/**
 * A Compose file as templates. Pure: the same text gives the same answer. InvalidInput where the file cannot be read:
 * no YAML, a repeated key, no map of services, a service that is no map or has neither image nor build.
 * @param source what is known of its variables, which become those of a stack; without it there is none, and they are filled in
 */
export function parseComposeFile(text: string, source?: VariableSource): ParsedComposeFile {
  return parseComposeYaml(readComposeText(text), source ?? NOTHING_GIVEN, source !== undefined);
}

/** The text of one Compose file, read and no more. */
export function readComposeText(text: string): ReadYaml {
  return readYaml(text, SERVICES.key, SERVICES);
}

/**
 * The same of what was read already.
 * @param refers whether there is a stack whose variables can be referred to; otherwise values stand everywhere
 */
export function parseComposeYaml(yaml: ReadYaml, source: VariableSource, refers: boolean): ParsedComposeFile {
  const { value: file, warnings: said_of_variables, variables } = interpolate(yaml.value, source, refers);
  if (!isObject(file.services)) throw InvalidInput.field('/services', 'must be a map of services');
  const names = Object.keys(file.services);
  if (names.length > SERVICES.max) throw InvalidInput.field('/services', SERVICES.reason);
  const context: FileContext = {
    names: templateNames(names),
    volumes: isObject(file.volumes) ? file.volumes : {},
    configs: isObject(file.configs) ? file.configs : {},
  };
  const services = parseAll(Object.entries(followExtends(file.services, yaml.tags)), context);
  const said = [...yaml.warnings, ...said_of_variables];
  const of = byService(said);
  return {
    ...{ file, variables },
    services: services.map((service) => {
      return { ...service, warnings: [...(of.get(below('/services', service.key)) ?? []), ...service.warnings] };
    }),
    warnings: [
      ...said.filter(({ where }) => !where.startsWith('/services/')),
      ...warnOfTopLevel(file, mountedBy(services)),
    ],
  };
}

/** The sources that the services mount. */
function mountedBy(services: readonly ParsedService[]): Set<string> {
  return new Set(services.flatMap(({ template }) => template.volumes.map(({ source }) => source)));
}

/** The warnings of the whole text by the place of the service that they concern; one look at each, as there may be many. */
function byService(warnings: ParseWarning[]): Map<string, ParseWarning[]> {
  const groups = new Map<string, ParseWarning[]>();
  for (const said of warnings) {
    const place = said.where.split('/', 3).join('/');
    const known = groups.get(place);
    if (known) known.push(said);
    else groups.set(place, [said]);
  }
  return groups;
}

/** A valid name for every service: its key where that is one, else the nearest name that no other service takes. */
export function templateNames(keys: string[]): Map<string, string> {
  const taken = new Set(keys.filter((key) => slug(key) === key));
  return new Map(keys.map((key) => [key, taken.has(key) ? key : freeName(slug(key), taken)]));
}

/** All services, or one InvalidInput with the errors of all that cannot be read. */
function parseAll(entries: [string, unknown][], context: FileContext): ParsedService[] {
  const services: ParsedService[] = [];
  const errors: InvalidInput[] = [];
  let results = 0;
  for (const [name, service] of entries) {
    try {
      const parsed = parseService(name, service, context);
      services.push(parsed);
      results += parsed.template.ports.length + parsed.warnings.length;
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      errors.push(error);
    }
    if (results > MAX_RESULTS)
      throw InvalidInput.field('/services', `must not describe more than ${MAX_RESULTS} items`);
  }
  if (errors.length > 0) throw new InvalidInput(errors.flatMap((error) => error.errors).slice(0, 100));
  return services;
}
