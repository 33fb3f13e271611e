import { isDeepStrictEqual } from 'node:util';
import { below, isAbsent, own, warning } from '../../compose-file/parsed.js';
import type { ParsedService } from '../../compose-file/service.js';
import type { Loss } from '../report.js';

type Extra = Record<string, unknown>;

/** Keys that the import itself understands. */
const UNDERSTOOD = ['networks', 'profiles'];

/** The Compose keys that only a template can hold, without those that the import understands. */
export function extraOf({ template }: ParsedService): Extra {
  const entries = Object.entries(template.extra).filter(
    ([key, value]) => !UNDERSTOOD.includes(key) && !isAbsent(value),
  );
  return Object.fromEntries(entries);
}

/** An instance has the extra keys of its template, and no others: where that differs from the file, it is named. Pure. */
export function extraLosses(service: ParsedService, template: { name: string; extra: Extra }): Loss[] {
  const wanted = extraOf(service);
  const at = (key: string) => below('/services', service.key, key);
  const differing = Object.keys(wanted).filter((key) => !isDeepStrictEqual(wanted[key], own(template.extra, key)));
  const inherited = Object.keys(template.extra).filter(
    (key) => !UNDERSTOOD.includes(key) && !isAbsent(template.extra[key]) && !Object.hasOwn(wanted, key),
  );
  const message = `is no key that an instance can have of its own; the template "${template.name}"`;
  return [
    ...differing.map((key) =>
      warning(
        'key-not-kept',
        at(key),
        `${message} ${Object.hasOwn(template.extra, key) ? 'says otherwise' : 'has none'}`,
      ),
    ),
    ...inherited.map((key) =>
      warning('key-inherited', at(key), `is not in the file; the template "${template.name}" has it`),
    ),
  ];
}

/** A service with profiles does not start unless one of them is asked for. */
export function hasProfiles({ keys }: ParsedService): boolean {
  return Array.isArray(keys.profiles) && keys.profiles.length > 0;
}

export function profileLosses(service: ParsedService): Loss[] {
  const where = below('/services', service.key, 'profiles');
  const message = 'starts only where a profile is asked for, so the instance is disabled; the names are not kept';
  return hasProfiles(service) ? [warning('profiles-disabled', where, message)] : [];
}
