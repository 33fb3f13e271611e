import { type FieldError, InvalidInput } from '../common/errors.js';
import { isObject, suchAs } from '../common/fields.js';
import { escapePointer } from '../common/json-pointer.js';
import { nearest } from '../common/nearest.js';
import { parse } from '../common/parse.js';
import { LIMITS } from '../common/limits.js';
import { repetitions } from '../common/repetitions.js';
import { readYaml } from '../compose-file/yaml-text.js';
import { type Facet, isSingle, type SpecValues } from '../facets/facet.js';
import { givenValues } from '../facets/item-values.js';
import { FACET_NAMES, type FacetMap, perFacet } from '../facets/facets.js';
import { changedSaid, saidOf } from '../facets/row-fields.js';
import { VARIABLES, type VariableSpec } from '../model/stack-variable.entity.js';
import { type FileInstance, STACK_FILE_VERSION, StackFile } from './dto/stack-file.js';

/** An override row of a file, checked, with defaults applied. */
export interface FileRow {
  values: SpecValues;
  removed: boolean;
}

export interface ReadInstance extends Omit<FileInstance, 'overrides'> {
  overrides: FacetMap<FileRow[]>;
}

export interface ReadStackFile extends Omit<StackFile, 'instances' | 'variables'> {
  variables: SpecValues[];
  instances: ReadInstance[];
}

const INSTANCES = { key: 'instances', max: LIMITS.items, reason: `must be a list of at most ${LIMITS.items} objects` };

const keyOf = ({ key }: VariableSpec) => key;

/** The text of a stack file, in YAML or JSON. Pure. InvalidInput names every wrong place by its pointer into the text. */
export function readStackFile(text: string): ReadStackFile {
  const { value } = readYaml(text, 'devarch', INSTANCES);
  demandVersion(value.devarch);
  const { devarch, stack, variables, instances } = parse(StackFile, value);
  const errors = [...repeatedNames(instances), ...repetitions(variables, keyOf, '/variables', keyOf)];
  const read = instances.map((instance, index) => {
    const where = `/instances/${index}/overrides`;
    const foreign = Object.keys(instance.overrides ?? {}).filter((key) => !FACET_NAMES.some((name) => name === key));
    errors.push(...foreign.map((key) => unknownFacet(key, where)));
    const overrides = perFacet((facet, name) =>
      readRows(facet, instance.overrides?.[name], `${where}/${name}`, errors),
    );
    return { ...instance, overrides };
  });
  if (errors.length > 0) throw new InvalidInput(errors);
  return { devarch, stack, variables: variables.map((item) => givenValues(VARIABLES, item)), instances: read };
}

function demandVersion(given: unknown): void {
  if (given === STACK_FILE_VERSION) return;
  const reason = given === undefined ? 'is required: the version of the format' : 'is a version that is not known here';
  throw InvalidInput.field('/devarch', `${reason}; ${STACK_FILE_VERSION} is`, given);
}

function repeatedNames(instances: FileInstance[]): FieldError[] {
  const first = new Map<string, number>();
  return instances.flatMap(({ name }, index) => {
    const earlier = first.get(name);
    first.set(name, earlier ?? index);
    return earlier === undefined
      ? []
      : [{ pointer: `/instances/${index}/name`, reason: `repeats /instances/${earlier}` }];
  });
}

function unknownFacet(key: string, where: string): FieldError {
  const [closest] = nearest(key, FACET_NAMES);
  const hint = closest === undefined ? `known are ${FACET_NAMES.join(', ')}` : `did you mean ${closest}?`;
  return { pointer: `${where}/${escapePointer(key)}`, reason: `is not known here; ${hint}` };
}

function readRows(facet: Facet, given: unknown, where: string, errors: FieldError[]): FileRow[] {
  if (given === undefined || given === null) return [];
  if (isSingle(facet) !== !Array.isArray(given)) {
    errors.push({
      pointer: where,
      reason: `must be ${isSingle(facet) ? 'an object' : 'a list of objects'}${suchAs(facet.shape)}`,
    });
    return [];
  }
  return [given].flat().flatMap((row: unknown, index) => {
    try {
      return [readRow(facet, row, isSingle(facet) ? where : `${where}/${index}`)];
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      errors.push(...error.errors);
      return [];
    }
  });
}

/** Of a removal only the key counts. */
function readRow(facet: Facet, row: unknown, pointer: string): FileRow {
  if (!isObject(row)) throw InvalidInput.field(pointer, `must be an object${suchAs(facet.shape)}`);
  const { removed = false, ...values } = row;
  if (typeof removed !== 'boolean') throw InvalidInput.field(`${pointer}/removed`, 'must be true or false');
  const spec = parse(facet.spec, values, { pointer, partial: removed });
  demandUnsaid(facet, row, facet.key(spec), pointer);
  const missing = facet.key_columns.find((column) => removed && (Reflect.get(spec, column) ?? null) === null);
  if (missing !== undefined)
    throw InvalidInput.field(`${pointer}/${missing}`, 'is required: it says which item to remove');
  return { values: givenValues(facet, spec), removed };
}

/** What only the server makes is none of a file's to say. */
function demandUnsaid(facet: Facet, row: object, key: string, pointer: string): void {
  const said = saidOf(row);
  const errors = said ? changedSaid(facet, { said, key, pointer }, []) : [];
  if (errors.length > 0) throw new InvalidInput(errors);
}
