import { Impossible } from '../../common/errors.js';
import type { SpecValues } from '../../facets/facet.js';
import { MASK } from '../../facets/sealing.js';
import { SOURCE_SECRETS } from '../../model/git-source.entity.js';
import type { Secrets } from '../../secrets/secrets.service.js';
import type { ReplaceSource } from './dto/source-inputs.js';

const NAMES = ['token', 'secret'] as const;

/** The secrets of a source as they are stored: given ones sealed, those left out or masked as they are. */
export function secretsToStore(
  secrets: Secrets,
  stack_id: number,
  source: ReplaceSource,
  stored: readonly (SpecValues & { key: string })[],
): SpecValues[] {
  const now = new Map(stored.map((row) => [row.key, row]));
  const owner = { kind: 'stack', id: stack_id } as const;
  return NAMES.flatMap((key) => {
    const value = source[key];
    if (value === null || (value === undefined && !now.has(key))) return [];
    const written = { facet: SOURCE_SECRETS, owner, pointer: '', current: (name: string) => now.get(name) };
    return [secrets.seal(written, { key, is_secret: true, value: value ?? MASK })];
  });
}

/** Impossible where a token that was given for one host would be sent to another one. */
export function demandSameHost(source: ReplaceSource, now: { url: string; token: string | null } | null): void {
  const kept = source.token === undefined || source.token === MASK;
  if (!kept || !now || now.token === null || new URL(now.url).origin === new URL(source.url).origin) return;
  const reason = 'was given for another host; give the token for this one, or null for none';
  throw new Impossible(`/token ${reason}.`, [{ pointer: '/token', reason }]);
}
