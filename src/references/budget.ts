import { LIMITS } from '../common/limits.js';
import type { Piece } from './resolution.js';

/** By how many characters a text may grow by what it refers to: a chain of doublings ends there. */
const MOST_ADDED = LIMITS.value;
/** By how many all texts of a stack may grow together. */
const MOST_IN_ALL = 32 * LIMITS.text;
/** As how many characters a secret counts. */
const SECRET_LENGTH = 16;
/** For how many references that lead nowhere the nearest names are looked for. */
const MOST_HINTS = 40;

/** What the references of one stack may cost altogether. */
export class Budget {
  private added = 0;
  private hints = 0;

  mayHint(): boolean {
    this.hints += 1;
    return this.hints <= MOST_HINTS;
  }

  /** Why a text cannot become these pieces; undefined where it can. */
  refuses(text: string, pieces: readonly Piece[]): string | undefined {
    const length = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
    const grown = Math.max(0, length - text.length);
    if (grown > MOST_ADDED) return `what it refers to adds more than ${MOST_ADDED} characters`;
    if (this.added + grown > MOST_IN_ALL) return `what the stack refers to adds more than ${MOST_IN_ALL} characters`;
    this.added += grown;
    return undefined;
  }
}

function lengthOf(piece: Piece): number {
  if ('text' in piece) return piece.text.length;
  return 'secret' in piece ? SECRET_LENGTH : piece.reason.length;
}
