import type { VolumeSpec } from '../facets/volumes.js';
import { Claims, digestOf } from '../common/distinct-names.js';

/** A mount of a named volume: what the template calls it, what an override names literally, or one from outside. */
export interface NamedVolume {
  instance_id: string;
  source: string;
  origin: 'template' | 'override' | 'external';
}

/** A mount as it is in effect: its values and where it comes from. */
export type EffectiveMount = Pick<VolumeSpec, 'volume_type' | 'source' | 'is_external'> & { item_source?: string };

/** The named volume that a mount in effect leads to; undefined for every other kind of mount, and for an anonymous one. */
export function namedVolume(
  instance_id: string,
  { volume_type, source, is_external, item_source }: EffectiveMount,
): NamedVolume | undefined {
  if (volume_type !== 'named' || source === '') return undefined;
  const origin = item_source === 'override' ? 'override' : 'template';
  return { instance_id, source, origin: is_external ? 'external' : origin };
}

/** What Docker takes for the name of a volume, with room for the stack's name before it. */
const VALID_KEY = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,190}$/;
const KEPT_LENGTH = 150;

/**
 * The key in the file of every named volume of a stack. A template's is `{instance}-{source}`, so that instances never
 * share data unasked; what an override names is taken literally, so that they share it where somebody says so. Where two
 * instances come to one key (`a-b` + `c`, `a` + `b-c`), those with a hyphen in their source take `{instance}_{source}`,
 * which no other can, because names of instances have no underscore. Pure; the order of the mounts does not matter.
 * @param mounts those of all instances of the stack, also of the disabled ones, so that a key does not depend on them
 */
export function nameVolumes(mounts: readonly NamedVolume[]): (mount: NamedVolume) => string {
  const derived = new Claims();
  const own = new Set<string>();
  for (const { instance_id, source, origin } of mounts) {
    if (origin === 'override') own.add(validKey(source));
    if (origin !== 'template') continue;
    derived.claim(plain(instance_id, source), `${instance_id}/${source}`);
    derived.claim(apart(instance_id, source), `${instance_id}/${source}`);
  }
  const ownKey = ({ instance_id, source }: NamedVolume) =>
    validKey(
      source.includes('-') && derived.isContested(plain(instance_id, source))
        ? apart(instance_id, source)
        : plain(instance_id, source),
    );
  for (const mount of mounts) if (mount.origin === 'template') own.add(ownKey(mount));
  return (mount) => {
    if (mount.origin === 'template') return ownKey(mount);
    const key = validKey(mount.source);
    return mount.origin === 'external' && own.has(key) ? `${key}-${digestOf('external', mount.source)}` : key;
  };
}

/** Whether Docker takes the text for the name of a volume as it is. */
export function isVolumeName(text: string): boolean {
  return VALID_KEY.test(text);
}

function plain(instance_id: string, source: string): string {
  return `${instance_id}-${source}`;
}

function apart(instance_id: string, source: string): string {
  return `${instance_id}_${source}`;
}

/** The text itself where Docker takes it; otherwise what is left of it, told from others by a digest. */
export function validKey(text: string): string {
  if (isVolumeName(text)) return text;
  const cleaned = text.replace(/[^a-zA-Z0-9._-]+/g, '_').replace(/^[^a-zA-Z0-9]+/, '');
  return `${cleaned.slice(0, KEPT_LENGTH) || 'volume'}-${digestOf(text)}`;
}
