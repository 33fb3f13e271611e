import { find, type Found } from './find.js';
import { OWN_NAMES, type Reference, referenceText } from './reference.js';
import { type InstanceScope, placeText, type StackScope } from './scope.js';
import { mayRefer, referencesIn } from './text.js';

/** What a text of an instance refers to, each once: `db.env.KEY`, `db.host`, `vars.KEY`, with the names that links lead to. */
export function targetsOf(stack: StackScope, instance_id: string | undefined, text: string): string[] {
  const self = instance_id === undefined ? undefined : stack.instances.get(instance_id);
  return [...new Set(referencesIn(text).map((reference) => targetOf(self, reference, find(stack, self, reference))))];
}

function targetOf(self: InstanceScope | undefined, reference: Reference, found: Found): string {
  if ('place' in found) return placeText(found.place);
  const { name } = reference;
  const meant = name === OWN_NAMES.self ? self?.instance_id : self?.links.get(name);
  return referenceText({ ...reference, name: meant ?? name });
}

/** One step of how a value came about. */
export interface ChainStep {
  /** `db.env.KEY`, `vars.KEY`, or an attribute that an instance or a stack just has. */
  place: string;
  /** What is stored there, where it refers itself. */
  expression?: string;
  refers_to?: string[];
}

/** How many steps of a chain are shown. */
const STEPS_SHOWN = 100;

/** All that a text goes back to, the nearest first, each place once. */
export function chainOf(stack: StackScope, instance_id: string, text: string): ChainStep[] {
  const chain: ChainStep[] = [];
  const known = new Set<string>();
  const waiting: { instance_id: string | undefined; text: string }[] = [{ instance_id, text }];
  for (let next = waiting.shift(); next && chain.length < STEPS_SHOWN; next = waiting.shift()) {
    const self = next.instance_id === undefined ? undefined : stack.instances.get(next.instance_id);
    for (const reference of referencesIn(next.text)) {
      const found = find(stack, self, reference);
      const place = targetOf(self, reference, found);
      if (known.has(place)) continue;
      known.add(place);
      const stored = 'place' in found ? found.held.text : null;
      const owner = 'place' in found && found.place.of === 'instance' ? found.place.instance_id : undefined;
      const expression = stored !== null && mayRefer(stored) ? stored : undefined;
      chain.push({
        place,
        ...(expression !== undefined && { expression, refers_to: targetsOf(stack, owner, expression) }),
      });
      if (expression !== undefined) waiting.push({ instance_id: owner, text: expression });
    }
  }
  return chain.slice(0, STEPS_SHOWN);
}
