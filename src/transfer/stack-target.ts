import { Conflict } from '../common/errors.js';
import type { EntityManager } from 'typeorm';
import { getStackForUpdate, lockInstancesOf } from '../model/lookup.js';
import type { StacksService } from '../stacks/stacks.service.js';
import type { ImportStack } from './dto/import-options.js';
import { placed, productOf } from './in-file.js';
import type { Result } from './report.js';
import { getStoredStack, type StoredStack } from './stored-stack.query.js';

/** The stack itself as a file has it; what is left out stays as it is, or as it is by default. */
export interface WantedStack {
  /** Where the file describes it. */
  where: string;
  name: string;
  description?: string;
  network_name?: string;
  enabled?: boolean;
}

/** The stack to import into, locked with all its instances until the end of the transaction, as it was before. */
export interface Target {
  result: Result;
  before: StoredStack;
}

/** A new stack, or the one that is there with what the file says of it. NotFound where an update finds none. */
export async function openTarget(
  stacks: StacksService,
  mode: ImportStack['mode'],
  wanted: WantedStack,
  tx: EntityManager,
): Promise<Target> {
  return mode === 'create' ? createTarget(stacks, wanted, tx) : updateTarget(stacks, wanted, tx);
}

async function createTarget(stacks: StacksService, wanted: WantedStack, tx: EntityManager): Promise<Target> {
  const { where, name, description, network_name, enabled = true } = wanted;
  const create = () => stacks.create({ name, description, network_name }, tx).catch(sayHowToGoOn);
  await placed(productOf(where), create);
  if (!enabled) await stacks.setEnabled(name, enabled, tx);
  return { result: 'created', before: await getStoredStack(tx, name) };
}

/** Importing twice is the most usual way to a name that is taken. */
function sayHowToGoOn(error: unknown): never {
  if (!(error instanceof Conflict) || error.constraint !== 'uq_stacks_name') throw error;
  const hint = 'mode "update" brings it to what the file says, or give another name.';
  throw new Conflict(`${error.message.replace(/\.$/, '')}; ${hint}`, error.constraint, error.value);
}

async function updateTarget(stacks: StacksService, wanted: WantedStack, tx: EntityManager): Promise<Target> {
  const { where, name, ...values } = wanted;
  await lockInstancesOf(tx, await getStackForUpdate(tx, name));
  const before = await getStoredStack(tx, name);
  const changes = Object.entries(values).filter(
    ([key, value]) => value !== undefined && value !== Reflect.get(before, key),
  );
  if (changes.length > 0) await placed(productOf(where), () => stacks.update(name, Object.fromEntries(changes), tx));
  return { result: changes.length > 0 ? 'updated' : 'unchanged', before };
}
