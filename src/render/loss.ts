import { WHOLE_KEYS } from '../compose-file/service-keys.js';
import type { Loss } from './resolved.js';

/** A loss of one instance, whose name is added where the losses are collected. */
export type PartLoss = Omit<Loss, 'instance_id'>;

/** A part of a document together with what of the instance could not be expressed in it. */
export interface Expressed<T> {
  value: T;
  losses: PartLoss[];
}

export function loss(code: string, where: string, message: string): PartLoss {
  return { where, code, message };
}

/** Keys of a service that an instance says everything about itself; as options they mean nothing. */
export const OWN_KEYS: ReadonlySet<string> = new Set([...WHOLE_KEYS, 'user']);
export const OWN_KEY = 'would replace what the instance itself says; left out';

/** A key of the service that says something else than `deploy` does, which wins as in Compose. */
export function overruled(key: string, winner: unknown, loser: unknown): PartLoss[] {
  if (winner === undefined || loser === undefined || winner === loser) return [];
  return [loss('option-overruled', `/options/${key}`, 'what stands under deploy wins')];
}

/** Many parts as one, in their order. */
export function together<T>(parts: Expressed<T>[]): Expressed<T[]> {
  return { value: parts.map(({ value }) => value), losses: parts.flatMap(({ losses }) => losses) };
}

export function ofInstance(instance_id: string, losses: PartLoss[]): Loss[] {
  return losses.map((part) => ({ instance_id, ...part }));
}

/** The same map without the keys that have nothing to say: undefined, empty lists and empty maps. */
export function filled<T extends object>(map: T): Partial<T> {
  const entries = Object.entries(map).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(entries) as Partial<T>;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
