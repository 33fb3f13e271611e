import { below, warning } from '../compose-file/parsed.js';
import type { ParsedService } from '../compose-file/service.js';
import { type Described, type Hazard, placeBelow } from '../host-access/host-access.service.js';
import type { Loss } from './report.js';

/** What of a configuration is to be told because it reaches the host. */
export type Report = (described: Described) => Hazard[];

/** What of a service reaches the host, each with its place in the file. Pure. */
export function serviceHazards({ key, template, places }: ParsedService, report: Report): Loss[] {
  const { ports, volumes, options } = template;
  return report({ ports, volumes, options }).map((hazard) => {
    const item = places[hazard.part]?.[hazard.index] ?? below('/services', key);
    return hostLoss(hazard.column === undefined ? item : placeBelow(item, hazard), hazard);
  });
}

/** The loss that tells of it. */
export function hostLoss(where: string, { says, advice }: Hazard): Loss {
  return warning('host-access', where, `${says}. ${advice.replace(/\.$/, '')}`);
}
