import { Budget } from './budget.js';
import { find, leadsNowhere } from './find.js';
import { type Reference, referenceText } from './reference.js';
import { joined, type Piece, type ReferenceProblem, type Resolution } from './resolution.js';
import { type Held, type InstanceScope, type Place, placeKey, placeText, type StackScope } from './scope.js';
import { mayRefer, readText, referencesIn } from './text.js';

/** Finds out what texts of a stack come to; what it has found once it knows. */
export interface Resolver {
  /** A text of an instance, by its name, that nothing can refer to. */
  resolve(instance_id: string, text: string): Resolution;
  /** What is stored at a place. */
  valueAt(node: Node): Resolution;
}

/** What is stored at a place. */
export interface Node {
  place: Place;
  held: Held;
}

/** How many places of a way round are named. */
const WAY_SHOWN = 12;

/**
 * Safe against cycles, and linear: each place is resolved once. Of a cycle every reference stays open, with the way round
 * as the problem of each text in it. No recursion: chains may be long. Pure.
 */
export function resolverOf(stack: StackScope): Resolver {
  return new StackResolver(stack);
}

class StackResolver implements Resolver {
  private readonly known = new Map<string, Resolution>();
  private readonly budget = new Budget();

  constructor(private readonly stack: StackScope) {}

  resolve(instance_id: string, text: string): Resolution {
    if (!mayRefer(text)) return asItIs(text);
    const self = this.stack.instances.get(instance_id);
    for (const node of this.nodesIn(self, text)) this.settle(node);
    return this.compose(self, text);
  }

  valueAt(node: Node): Resolution {
    if (node.held.text !== null && !mayRefer(node.held.text)) return asItIs(node.held.text);
    this.settle(node);
    return this.known.get(placeKey(node.place)) ?? asItIs('');
  }

  /** Resolves a place after all that it refers to, depth first. */
  private settle(start: Node): void {
    const path: { node: Node; key: string; next: Node[] }[] = [];
    const open = new Map<string, number>();
    const enter = (node: Node) => {
      const key = placeKey(node.place);
      open.set(key, path.length);
      path.push({ node, key, next: this.nodesIn(this.selfOf(node), node.held.text ?? '') });
    };
    if (!this.known.has(placeKey(start.place))) enter(start);
    for (let here = path.at(-1); here; here = path.at(-1)) {
      const next = here.next.pop();
      if (!next) {
        this.known.set(here.key, this.known.get(here.key) ?? this.valueOf(here.node));
        open.delete(here.key);
        path.pop();
        continue;
      }
      const at = open.get(placeKey(next.place));
      if (at !== undefined) this.closeCycle(path.slice(at));
      else if (!this.known.has(placeKey(next.place))) enter(next);
    }
  }

  /** Every place along a cycle stays open; each says the way round from itself, or its beginning. */
  private closeCycle(cycle: { node: Node; key: string }[]): void {
    const names = cycle.map(({ node }) => placeText(node.place));
    for (const [index, { key }] of cycle.entries()) {
      if (this.known.has(key)) continue;
      const name = names[index] ?? '';
      const path = [...names.slice(index, index + WAY_SHOWN), ...names.slice(0, index).slice(0, WAY_SHOWN)];
      const way = path.length > WAY_SHOWN ? [...path.slice(0, WAY_SHOWN), '…', name] : [...path, name];
      const message = `${name} refers to itself: ${way.join(' ← ')}`;
      const problem: ReferenceProblem = { code: 'reference-cycle', reference: way[1] ?? name, message, path: way };
      this.known.set(key, { pieces: [missingPiece(name, message)], problems: [problem] });
    }
  }

  private valueOf(node: Node): Resolution {
    if (node.held.text === null) return { pieces: [withoutText(node)], problems: [] };
    return this.compose(this.selfOf(node), node.held.text);
  }

  /** A text of what its references come to. What is not known yet is in a cycle with it. */
  private compose(self: InstanceScope | undefined, text: string): Resolution {
    const problems: ReferenceProblem[] = [];
    const pieces = readText(text).flatMap((part): readonly Piece[] => {
      if ('text' in part) return [part];
      if ('malformed' in part) return [{ text: part.malformed }];
      const found = find(this.stack, self, part.reference);
      if ('text' in found) return [{ ...found, referred: true }];
      if ('missing' in found) {
        const message = leadsNowhere(part.reference, found, this.budget.mayHint());
        problems.push(problemOf('reference-unresolved', part.reference, message));
        return [missingPiece(referenceText(part.reference), message)];
      }
      if (!found.held.has_value)
        problems.push(problemOf('variable-without-value', part.reference, `${placeText(found.place)} has no value`));
      if (found.held.text === null) return [withoutText(found)];
      const known = this.known.get(placeKey(found.place))?.pieces;
      const inner = known ?? [missingPiece(referenceText(part.reference), 'it refers to itself')];
      return inner.map((piece) => ('text' in piece ? { ...piece, referred: true } : piece));
    });
    const whole = joined(pieces);
    const refusal = this.budget.refuses(text, whole);
    if (refusal === undefined) return { pieces: whole, problems };
    const [first] = referencesIn(text);
    const shown = first ? referenceText(first) : '';
    const tooLong: ReferenceProblem = { code: 'reference-too-long', reference: shown, message: refusal, path: [] };
    return { pieces: [missingPiece(shown, refusal)], problems: [...problems, tooLong] };
  }

  /** The places that a text refers to. */
  private nodesIn(self: InstanceScope | undefined, text: string): Node[] {
    return referencesIn(text).flatMap((reference) => {
      const found = find(this.stack, self, reference);
      return 'place' in found ? [found] : [];
    });
  }

  private selfOf({ place }: Node): InstanceScope | undefined {
    return place.of === 'instance' ? this.stack.instances.get(place.instance_id) : undefined;
  }
}

function asItIs(text: string): Resolution {
  return { pieces: [{ text }], problems: [] };
}

/** A secret stays one, even where it has no value yet; anything else without a text is to be filled in where it runs. */
function withoutText({ place, held }: Node): Piece {
  if (held.secret) return { secret: place, fingerprint: held.fingerprint };
  return { open: place, reason: `${placeText(place)} has no value` };
}

/** What nobody can fill in but whoever runs it, under a name that nothing else has. */
function missingPiece(name: string, reason: string): Piece {
  return { open: `MISSING_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`, reason };
}

function problemOf(code: ReferenceProblem['code'], reference: Reference, message: string): ReferenceProblem {
  return { code, reference: referenceText(reference), message, path: [] };
}
