import type { EntityManager } from 'typeorm';
import { Conflict } from '../common/errors.js';
import type { LockedStack } from '../model/lookup.js';
import { copyName } from '../model/names.js';
import { findFreeName } from './instance-writes.queries.js';

const COPIES_TRIED = 1000;

export async function freeCopyName(tx: EntityManager, stack: LockedStack, name: string): Promise<string> {
  const candidates = Array.from({ length: COPIES_TRIED }, (_, index) => copyName(name, index + 1));
  const free = await findFreeName(tx, stack, candidates);
  if (free === undefined)
    throw new Conflict(`All of ${copyName(name, 1)} to ${copyName(name, COPIES_TRIED)} are taken; give a name.`);
  return free;
}
