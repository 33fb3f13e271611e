import { Conflict } from '../common/errors.js';
import type { EntityManager } from 'typeorm';
import type { SpecValues } from '../facets/facet.js';
import { getStackForUpdate, lockInstancesOf } from '../model/lookup.js';
import { findStackSource } from '../model/sources.queries.js';
import type { StacksService } from '../stacks/stacks.service.js';
import type { ImportStack } from './dto/import-options.js';
import { placed, productOf } from './in-file.js';
import type { MergePolicy, PartOutcome } from './merge/merge-owner.js';
import type { MergeTarget } from './merge/merge-target.js';
import { mergePart, type RememberedItems } from './merge/parts.js';
import { fromSource, partOf, STACK_PART, type StackBase } from './merge/stack-base.js';
import { remember } from './merge/three-way.js';
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
export interface Target extends MergeTarget {
  result: Result;
  /** What became of its own values, and what is remembered of them. */
  outcomes: PartOutcome[];
  remembered: RememberedItems;
}

/** A new stack, or the one that is there with what the file says of it. NotFound where an update finds none. */
export async function openTarget(
  stacks: StacksService,
  { mode, format, conflicts, drop_secrets }: ImportStack,
  wanted: WantedStack,
  tx: EntityManager,
): Promise<Target> {
  const policy = { replaces: mode === 'replace', conflicts, drop_secrets };
  return mode === 'create'
    ? createTarget(stacks, wanted, policy, tx)
    : updateTarget(stacks, wanted, format, policy, tx);
}

async function createTarget(
  stacks: StacksService,
  wanted: WantedStack,
  policy: MergePolicy,
  tx: EntityManager,
): Promise<Target> {
  const { where, name, description, network_name, enabled = true } = wanted;
  const create = () => stacks.create({ name, description, network_name }, tx).catch(sayHowToGoOn);
  await placed(productOf(where), create);
  if (!enabled) await stacks.setEnabled(name, enabled, tx);
  const said = [...saidOf(wanted)].flatMap(([key, items]) => {
    const remembered = remember(items, items);
    return remembered ? [[key, remembered] as const] : [];
  });
  const before = await getStoredStack(tx, name);
  return { result: 'created', before, base: undefined, policy, outcomes: [], remembered: new Map(said) };
}

/** Importing twice is the most usual way to a name that is taken. */
function sayHowToGoOn(error: unknown): never {
  if (!(error instanceof Conflict) || error.constraint !== 'uq_stacks_name') throw error;
  const hint = 'mode "update" brings it to what the file says, or give another name.';
  throw new Conflict(`${error.message.replace(/\.$/, '')}; ${hint}`, error.constraint, error.value);
}

async function updateTarget(
  stacks: StacksService,
  wanted: WantedStack,
  format: ImportStack['format'],
  policy: MergePolicy,
  tx: EntityManager,
): Promise<Target> {
  const { where, name } = wanted;
  await lockInstancesOf(tx, await getStackForUpdate(tx, name));
  const before = await getStoredStack(tx, name);
  const source = await findStackSource(tx, name);
  const base = source?.format === format ? fromSource(source) : undefined;
  const { outcomes, remembered } = mergeStack(wanted, before, base, policy);
  const taken = outcomes.filter(({ takes }) => takes).map(({ key }) => [key, Reflect.get(wanted, key)] as const);
  if (taken.length > 0) await placed(productOf(where), () => stacks.update(name, Object.fromEntries(taken), tx));
  return { result: taken.length > 0 ? 'updated' : 'unchanged', before, base, policy, outcomes, remembered };
}

/** What the file says of the stack itself, merged with what is there; of the rest it says nothing. */
function mergeStack(wanted: WantedStack, before: StoredStack, base: StackBase | undefined, policy: MergePolicy) {
  const said = saidOf(wanted);
  const known = base && partOf(base.parts, STACK_PART);
  const mine = new Map([...said.keys()].map((key) => [key, [valueOf(Reflect.get(before, key))]]));
  const some = new Map([...(known ?? [])].filter(([key]) => said.has(key)));
  const sides = { base: some, mine, theirs: said, said, sealed: new Set<string>() };
  const merged = mergePart(sides, { ...policy, is_known: base !== undefined });
  return {
    outcomes: merged.outcomes.map((outcome) => ({ part: STACK_PART, ...outcome })),
    remembered: new Map([...(known ?? []), ...merged.remembered]),
  };
}

function saidOf({ description, network_name, enabled }: WantedStack): Map<string, SpecValues[]> {
  const said = Object.entries({ description, network_name, enabled }).filter(([, value]) => value !== undefined);
  return new Map(said.map(([key, value]) => [key, [valueOf(value)]]));
}

function valueOf(value: unknown): SpecValues {
  return { value: typeof value === 'boolean' ? value : String(value) };
}
