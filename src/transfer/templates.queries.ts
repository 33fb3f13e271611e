import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import type { TemplateImage } from './image-match.js';

/**
 * The templates that have one of these images, as it is spelt here, or one of these names; in the order of names, and
 * kept from being deleted until the end of the transaction.
 */
export async function listTemplateImages(
  tx: EntityManager,
  images: string[],
  names: string[],
): Promise<TemplateImage[]> {
  return execute<TemplateImage>(
    tx,
    `SELECT name, image_name, enabled FROM services
     WHERE image_name = ANY ($1) OR name = ANY ($2) ORDER BY id FOR KEY SHARE`,
    [images, names],
  );
}
