import { below, warning } from '../../compose-file/parsed.js';
import type { ParsedService } from '../../compose-file/service.js';
import type { Loss } from '../report.js';

/** A service with profiles does not start unless one of them is asked for. */
export function hasProfiles({ keys }: ParsedService): boolean {
  return Array.isArray(keys.profiles) && keys.profiles.length > 0;
}

export function profileLosses(service: ParsedService): Loss[] {
  const where = below('/services', service.key, 'profiles');
  const message = 'starts only where a profile is asked for, so the instance is disabled; the names are not kept';
  return hasProfiles(service) ? [warning('profiles-disabled', where, message)] : [];
}
