import { OPTIONS_OF_VOLUME, optionsInEffect, picked, type VolumeOptions } from '../facets/volume-options.js';
import type { VolumeSpec } from '../facets/volumes.js';

/** A mount, and the key under which a render names its volume; null where it has none. */
export interface KeyedMount extends VolumeSpec {
  volume_name: string | null;
}

/** How each named volume of a stack is made: as the first mount says that says anything. By the volume's key. Pure. */
export function volumesMade(mounts: Iterable<KeyedMount>): Map<string, VolumeOptions> {
  const made = new Map<string, VolumeOptions>();
  for (const mount of mounts) {
    const options = picked(optionsInEffect(mount), OPTIONS_OF_VOLUME);
    if (mount.volume_name !== null && Object.keys(options).length > 0 && !made.has(mount.volume_name))
      made.set(mount.volume_name, options);
  }
  return made;
}
