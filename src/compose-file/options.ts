import { isObject } from '../common/fields.js';
import { type OptionSpec, options } from '../facets/options.js';
import { parseItems, type ParsedItems } from './items.js';
import { READ_KEYS } from './service-keys.js';
import { below, isAbsent, own, type ParseWarning, warning } from './parsed.js';
import { scalarText } from './scalars.js';

/** Kept keys that refer to something outside the service, which a template does not carry along: what is said of them. */
const REFERRING_KEYS = new Map<string, (value: unknown) => string>([
  ['extends', () => 'is not followed into another file; what the other service says is missing here'],
  ['env_file', (value) => `is not read (${fileNames(value)}); the variables in it are missing here`],
  ['secrets', () => 'refers to secrets of the file, which a template does not carry along'],
]);

/** The files of `env_file`, in its three forms: one, a list, a list of `{path}`. */
function fileNames(value: unknown): string {
  const paths = [value].flat().map((file) => scalarText(isObject(file) ? file.path : file));
  return paths.filter((path) => path !== undefined).join(', ');
}

/**
 * Every key that no setting and no other facet holds, as it stands in the file. `kept` is what they could not take of the
 * keys that they did read. The product names containers itself, so `container_name` goes, with a warning.
 */
export function parseServiceOptions(
  service: Record<string, unknown>,
  where: string,
  kept: Record<string, unknown>,
): ParsedItems<OptionSpec> {
  const entries = Object.entries(service).flatMap(([key, value]): [string, unknown][] => {
    if (!READ_KEYS.has(key)) return isAbsent(value) ? [] : [[key, value]];
    const rest = own(kept, key);
    return rest === undefined ? [] : [[key, rest]];
  });
  const referring = entries.flatMap(([key, value]): ParseWarning[] => {
    const describe = REFERRING_KEYS.get(key);
    if (!describe) return [];
    return [warning(`${key.replace('_', '-')}-kept`, below(where, key), describe(value))];
  });
  const named = isAbsent(service.container_name)
    ? []
    : [warning('container-name-dropped', below(where, 'container_name'), 'containers are named by this product')];
  const candidates = entries.map(([key, value]) => ({ where: below(where, key), input: { key, value } }));
  const { warnings, ...items } = parseItems(options, candidates);
  return { ...items, warnings: [...named, ...referring, ...warnings] };
}
