import type { Place } from './scope.js';

/** What a text came to: its pieces in order, and what went wrong. Pure values. */

/**
 * A piece of a resolved text: as it is stored or `referred` from elsewhere, the secret of a place, or what is to be filled in
 * where it runs: the value of a place, or one under a name of its own.
 */
export type Piece =
  | { text: string; referred?: boolean }
  | { secret: Place; fingerprint: string | null }
  | { open: string | Place; reason: string };

export interface Resolution {
  pieces: readonly Piece[];
  /** What the text itself says wrong; not what goes wrong further on. */
  problems: readonly ReferenceProblem[];
}

export interface ReferenceProblem {
  code: 'reference-unresolved' | 'reference-cycle' | 'reference-too-long' | 'variable-without-value';
  /** The reference as it stands between the braces. */
  reference: string;
  message: string;
  /** Of a cycle: the places along it, the first one again at the end; otherwise empty. */
  path: readonly string[];
}

/** The text where all of it is known and may be shown; undefined where something is secret or open. */
export function plainText({ pieces }: Pick<Resolution, 'pieces'>): string | undefined {
  let text = '';
  for (const piece of pieces) {
    if (!('text' in piece)) return undefined;
    text += piece.text;
  }
  return text;
}

export function isSecret({ pieces }: Pick<Resolution, 'pieces'>): boolean {
  return pieces.some((piece) => 'secret' in piece);
}

/** Whether everything was found, so that the text has a value. */
export function isResolved({ pieces }: Pick<Resolution, 'pieces'>): boolean {
  return pieces.every((piece) => !('open' in piece));
}

/** The same pieces with neighbouring texts as one. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if ('text' in piece && last && 'text' in last && last.referred === piece.referred)
      all[all.length - 1] = { ...last, text: last.text + piece.text };
    else if (!('text' in piece) || piece.text !== '') all.push(piece);
  }
  return all;
}
