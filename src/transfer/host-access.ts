import { isDeepStrictEqual } from 'node:util';
import { below, warning } from '../compose-file/parsed.js';
import type { ParsedService } from '../compose-file/service.js';
import { type Described, type Hazard, placeIn } from '../host-access/host-access.service.js';
import type { Loss } from './report.js';

/** What of a configuration is to be told because it reaches the host. */
export type Report = (described: Described) => Hazard[];

/**
 * What of a service reaches the host, each with its place in the file; of the extra keys those that the template has just so
 * alone, as an instance has no others. Pure.
 */
export function serviceHazards(service: ParsedService, extra: Record<string, unknown>, report: Report): Loss[] {
  const { key, template, places } = service;
  const found = report({ ports: template.ports, volumes: template.volumes, extra: keptKeys(service, extra) });
  const where = below('/services', key);
  return found.map((hazard) => {
    const [index] = hazard.path;
    const item = hazard.part === 'extra' ? undefined : places[hazard.part]?.[Number(index)];
    return hostLoss(item ?? placeIn(where, hazard), hazard);
  });
}

/** The extra keys that the template has just so. */
export function keptKeys({ template }: ParsedService, extra: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(template.extra).filter(([name, value]) => isDeepStrictEqual(value, extra[name]));
  return Object.fromEntries(kept);
}

/** The loss that tells of it. */
export function hostLoss(where: string, { says, advice }: Hazard): Loss {
  return warning('host-access', where, `${says}. ${advice.replace(/\.$/, '')}`);
}
