import { isObject } from '../common/fields.js';
import { JOINING_KEYS } from '../facets/option-keys.js';
import { scalarText } from './scalars.js';

/** An option, or a key of a service with its value. */
interface Keyed {
  key: string;
  value: unknown;
}

/** Keys that lead to something which the file of a stack does not have. */
export const LEADING_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['configs', 'uses configs that are not part of the stack'],
  ['secrets', 'uses secrets of a file that are not part of the stack; a secret variable takes their place'],
  ['extends', 'leads to a service outside the stack'],
  ['links', 'leads to services by names that the stack does not have; its network is shared by all instances'],
  ['volumes_from', 'leads to services by names that the stack does not have'],
]);

/** The network of a service that joins one which is not there: what was to go through that one never leaves by itself. */
export const NO_NETWORK = 'none';

/** The service whose namespace a value joins. */
export function joinedService(value: unknown): string | undefined {
  return /^service:(.*)$/.exec(scalarText(value) ?? '')?.[1];
}

/** A container has one name, so that one is all that a file of a stack starts. */
export function asksForSeveral({ key, value }: Keyed): boolean {
  if (key === 'scale') return Number(scalarText(value)) !== 1;
  return key === 'deploy' && isObject(value) && Number(scalarText(value.replicas ?? 1)) > 1;
}

/** What the file of a stack says of an option, whatever else it says of the service; undefined where that is nothing. */
export function renderedOption(option: Keyed): unknown {
  const { key, value } = option;
  if (LEADING_ELSEWHERE.has(key) || key === 'networks') return undefined;
  if (JOINING_KEYS.includes(key) && joinedService(value) !== undefined) return undefined;
  if (!asksForSeveral(option)) return value;
  if (key !== 'deploy' || !isObject(value)) return undefined;
  const { replicas: _, ...deploy } = value;
  return deploy;
}
