import { LIMITS } from '../common/limits.js';
import { find, leadsNowhere } from './find.js';
import { type Reference, referenceText } from './reference.js';
import { joined, type Piece, type ReferenceProblem, type Resolution } from './resolution.js';
import { type Held, type InstanceScope, type Place, placeText, type StackScope } from './scope.js';
import { mayRefer, readText, referencesIn } from './text.js';

/** By how many characters a text may grow by what it refers to: a chain of doublings ends there. */
const MOST_ADDED = LIMITS.value;
/** As how many characters a piece counts that has no text. */
const PIECE_LENGTH = 16;

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

/**
 * Safe against cycles, and linear: each place is resolved once. Of a cycle every reference stays open, with the way round
 * as the problem of the text that closes it. No recursion: chains may be long. Pure.
 */
export function resolverOf(stack: StackScope): Resolver {
  const known = new Map<string, Resolution>();
  const lookUp = (place: Place) => known.get(placeText(place));
  return {
    resolve(instance_id, text) {
      if (!mayRefer(text)) return asItIs(text);
      const self = stack.instances.get(instance_id);
      for (const node of nodesIn(stack, self, text)) settle(stack, known, node);
      return compose(stack, self, text, lookUp);
    },
    valueAt(node) {
      if (node.held.text !== null && !mayRefer(node.held.text)) return asItIs(node.held.text);
      settle(stack, known, node);
      return lookUp(node.place) ?? asItIs('');
    },
  };
}

function asItIs(text: string): Resolution {
  return { pieces: [{ text }], problems: [] };
}

/** Resolves a place after all that it refers to, depth first. */
function settle(stack: StackScope, known: Map<string, Resolution>, start: Node): void {
  const path: { node: Node; text: string; next: Node[] }[] = [];
  const open = new Map<string, number>();
  const enter = (node: Node) => {
    open.set(placeText(node.place), path.length);
    path.push({ node, text: placeText(node.place), next: nodesIn(stack, selfOf(stack, node), node.held.text ?? '') });
  };
  if (!known.has(placeText(start.place))) enter(start);
  for (let here = path.at(-1); here; here = path.at(-1)) {
    const next = here.next.pop();
    if (!next) {
      known.set(here.text, known.get(here.text) ?? valueOf(stack, known, here.node));
      open.delete(here.text);
      path.pop();
      continue;
    }
    const at = open.get(placeText(next.place));
    if (at !== undefined) closeCycle(known, path.slice(at));
    else if (!known.has(placeText(next.place))) enter(next);
  }
}

/** Every place along a cycle stays open; each says the way round from itself. */
function closeCycle(known: Map<string, Resolution>, cycle: { text: string }[]): void {
  const names = cycle.map(({ text }) => text);
  for (const [index, name] of names.entries()) {
    if (known.has(name)) continue;
    const path = [...names.slice(index), ...names.slice(0, index), name];
    const reference = path[1] ?? name;
    const message = `${name} refers to itself: ${path.join(' ← ')}`;
    const problem: ReferenceProblem = { code: 'reference-cycle', reference, message, path };
    known.set(name, { pieces: [openPiece(name, message)], problems: [problem] });
  }
}

function valueOf(stack: StackScope, known: ReadonlyMap<string, Resolution>, node: Node): Resolution {
  const { held } = node;
  if (held.text === null) return { pieces: [withoutText(node)], problems: [] };
  return compose(stack, selfOf(stack, node), held.text, (it) => known.get(placeText(it)));
}

/** A secret stays one, even where it has no value yet; anything else without a text is to be filled in where it runs. */
function withoutText({ place, held }: Node): Piece {
  if (held.secret) return { secret: place, fingerprint: held.fingerprint };
  return openPiece(place.key, `${placeText(place)} has no value`);
}

/** A text of what its references come to. What is not known yet is in a cycle with it. */
function compose(
  stack: StackScope,
  self: InstanceScope | undefined,
  text: string,
  lookUp: (place: Place) => Resolution | undefined,
): Resolution {
  const problems: ReferenceProblem[] = [];
  const pieces = readText(text).flatMap((part): readonly Piece[] => {
    if ('text' in part) return [part];
    if ('malformed' in part) return [{ text: part.malformed }];
    const found = find(stack, self, part.reference);
    if ('text' in found) return [found];
    if ('missing' in found) {
      const message = leadsNowhere(part.reference, found);
      problems.push(problemOf('reference-unresolved', part.reference, message));
      return [openPiece(referenceText(part.reference), message)];
    }
    if (!found.held.has_value)
      problems.push(problemOf('variable-without-value', part.reference, `${placeText(found.place)} has no value`));
    if (found.held.text === null) return [withoutText(found)];
    return lookUp(found.place)?.pieces ?? [openPiece(referenceText(part.reference), 'it refers to itself')];
  });
  return withinBounds(joined(pieces), text, problems);
}

function withinBounds(pieces: Piece[], text: string, problems: ReferenceProblem[]): Resolution {
  const length = pieces.reduce((sum, piece) => sum + ('text' in piece ? piece.text.length : PIECE_LENGTH), 0);
  const [first] = referencesIn(text);
  if (length <= text.length + MOST_ADDED || !first) return { pieces, problems };
  const message = `what it refers to adds more than ${MOST_ADDED} characters`;
  const tooLong = problemOf('reference-too-long', first, message);
  return { pieces: [openPiece(tooLong.reference, message)], problems: [...problems, tooLong] };
}

/** The places that a text refers to. */
function nodesIn(stack: StackScope, self: InstanceScope | undefined, text: string): Node[] {
  if (!mayRefer(text)) return [];
  return readText(text).flatMap((part) => {
    const found = 'reference' in part ? find(stack, self, part.reference) : undefined;
    return found && 'place' in found ? [found] : [];
  });
}

function selfOf(stack: StackScope, { place }: Node): InstanceScope | undefined {
  return place.of === 'instance' ? stack.instances.get(place.instance_id) : undefined;
}

/** What is filled in where the file runs, under a name that an environment takes. */
function openPiece(name: string, reason: string): Piece {
  const plain = name.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
  return { open: /^[A-Z_]/.test(plain) ? plain : `_${plain}`, reason };
}

function problemOf(code: ReferenceProblem['code'], reference: Reference, message: string): ReferenceProblem {
  return { code, reference: referenceText(reference), message, path: [] };
}
