import { InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { Budget, countValues } from './budget.js';
import { mergeServices } from './merge-services.js';
import { type MergeTags, withoutResets } from './merge-tags.js';
import { below, own } from './parsed.js';
import { scalarText } from './scalars.js';

type Services = Record<string, unknown>;

/**
 * The services with `extends` to a service of the same file followed, however long the chain is. InvalidInput for one that
 * names no service of the file, for a circle, and where the result holds more values than any file needs. What extends a
 * service of another file stays as it is.
 */
export function followExtends(services: Services, tags: MergeTags = new Map()): Services {
  const done = new Map<string, unknown>();
  const budget = new Budget();
  const follow = (name: string, path: string[]): unknown => {
    if (done.has(name)) return done.get(name);
    const service = own(services, name);
    const base = baseOf(service);
    if (base === undefined || !isObject(service)) return withoutResets(service, below('/services', name), tags);
    const where = below('/services', name, 'extends');
    const circle = [...path, name];
    if (!Object.hasOwn(services, base)) throw InvalidInput.field(where, 'must name a service of this file', base);
    if (circle.includes(base))
      throw InvalidInput.field(where, `goes round in a circle: ${[...circle, base].join(', ')}`);
    const { extends: _followed, ...rest } = service;
    const merged = mergeServices(follow(base, circle), rest, below('/services', name), tags);
    budget.spendValues(countValues(merged));
    done.set(name, merged);
    return merged;
  };
  return Object.fromEntries(Object.keys(services).map((name) => [name, follow(name, [])]));
}

/** The service of the same file that one extends; undefined where there is none. */
function baseOf(service: unknown): string | undefined {
  if (!isObject(service)) return undefined;
  if (!isObject(service.extends)) return scalarText(service.extends);
  return service.extends.file === undefined ? scalarText(service.extends.service) : undefined;
}
