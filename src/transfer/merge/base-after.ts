import type { InstancePlan, StackPlan } from '../instance-plan.js';
import type { StoredStack } from '../stored-stack.query.js';
import { INSTANCES_PART } from './leaving.js';
import { VARIABLES_PART } from './merge-variables.js';
import { type NamesHere, withNames } from './names-here.js';
import type { RememberedItems } from './parts.js';
import { type InstanceBase, STACK_PART, type StackBase } from './stack-base.js';

/** What an import leaves to be remembered of a stack, beside what its plan says. */
export interface Imported {
  plan: StackPlan;
  base: StackBase | undefined;
  after: StoredStack;
  stack: RememberedItems;
  variables: RememberedItems;
}

/** The base of the next import, in the words of the file. Pure. */
export function baseAfter({ plan, base, after, stack, variables }: Imported): StackBase {
  const inFile: NamesHere = new Map([...plan.names].map(([file, here]) => [here, file]));
  const ids = new Map(after.instances.map(({ instance_id, id }) => [instance_id, id]));
  const done = plan.instances.flatMap(({ instance_id, parts }: InstancePlan): [string, InstanceBase][] => {
    const id = ids.get(instance_id);
    return id === undefined ? [] : [[inFile.get(instance_id) ?? instance_id, { id, parts: withNames(parts, inFile) }]];
  });
  const parts = new Map([
    [STACK_PART, stack],
    [VARIABLES_PART, withNames(variables, inFile)],
  ]);
  return {
    parts,
    instances: new Map([...stillKnown(plan, base, after, new Set(done.map(([, { id }]) => id))), ...done]),
  };
}

/** Those that stay although the file does not name them, and those that stay away although it does. */
function stillKnown(
  { others, names }: StackPlan,
  base: StackBase | undefined,
  after: StoredStack,
  done: ReadonlySet<number>,
) {
  const live = new Set(after.instances.map(({ id }) => id));
  const away = new Set(
    others.filter((it) => it.part === INSTANCES_PART && !it.takes && it.mine.length === 0).map(({ key }) => key),
  );
  return [...(base?.instances ?? [])].filter(([name, { id }]) =>
    live.has(id) ? !done.has(id) : away.has(names.get(name) ?? name),
  );
}
