import type { EntityManager } from 'typeorm';
import { type HostAccess, placeIn } from '../host-access/host-access.service.js';
import type { TemplateParts } from './template-parts.js';
import { listDetails } from './templates.queries.js';

/**
 * Impossible where parts add something that reaches the host, and that is refused; what their templates have already may
 * stay. One read, of those templates alone that have such things in what is given.
 * @param nameOf the name under which a template is stored now
 */
export async function admitParts(
  tx: EntityManager,
  access: HostAccess,
  all: readonly TemplateParts[],
  nameOf: (parts: TemplateParts) => string,
): Promise<void> {
  const dangerous = all.filter((parts) => access.mayRefuse(parts.facets));
  if (dangerous.length === 0) return;
  const stored = new Map((await listDetails(tx, dangerous.map(nameOf))).map((template) => [template.name, template]));
  for (const parts of dangerous) {
    const template = stored.get(nameOf(parts));
    const there = template ? [{ ports: template.ports, volumes: template.volumes, options: template.options }] : [];
    access.demand(parts.facets, there, (hazard) => placeIn(`${parts.pointer}/${hazard.part}/${hazard.index}`, hazard));
  }
}
