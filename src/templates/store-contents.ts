import type { EntityManager } from 'typeorm';
import type { Secrets } from '../secrets/secrets.service.js';
import { sealParts } from './sealed-parts.js';
import { replaceContents, type StoredParts } from './template-contents.js';
import { leaveValues } from './values-left.js';

/**
 * Stores the facets and dependencies that are given, secrets sealed.
 * @param existed whether the templates were there before
 */
export async function storeContents(
  tx: EntityManager,
  secrets: Secrets,
  all: StoredParts[],
  existed: boolean,
): Promise<void> {
  const sealed = await sealParts(tx, secrets, all);
  if (existed) await leaveValues(tx, secrets, sealed);
  await replaceContents(tx, sealed, existed);
}
