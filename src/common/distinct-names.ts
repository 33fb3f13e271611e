import { createHash } from 'node:crypto';

const DIGITS = 8;

/** Hexadecimal digits that stand for a thing: the same for the same parts, whatever else there is. */
export function digestOf(...identity: string[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, DIGITS);
}

/** For each thing by its identity the names that it could take; says whether another thing could take a name too. */
export class Claims {
  private readonly holders = new Map<string, Set<string>>();

  claim(name: string, identity: string): void {
    this.holders.set(name, (this.holders.get(name) ?? new Set()).add(identity));
  }

  isContested(name: string): boolean {
    return (this.holders.get(name)?.size ?? 0) > 1;
  }
}
