import { optionsInEffect, type VolumeOptions } from '../../facets/volume-options.js';
import { volumesMade } from '../../model/volumes-made.js';
import { escapeDollars, outsideName } from '../dollars.js';
import { filled } from '../loss.js';
import { renderMade } from '../mount-options.js';
import type { ResolvedInstance, ResolvedVolume } from '../resolved.js';

/** The mounts of an instance as people write them where that says the same, else in the long syntax. */
export function renderMounts(volumes: readonly ResolvedVolume[]): (string | object)[] {
  return volumes.filter((volume) => !isListedApart(volume)).map(renderMount);
}

/** In-memory mounts with options that only the key `tmpfs` of a service takes. */
export function renderTmpfs(volumes: readonly ResolvedVolume[]): string[] {
  return volumes.filter(isListedApart).map((volume) => {
    const { flags, size, mode } = optionsInEffect(volume);
    const words = [
      ...(volume.read_only ? ['ro'] : []),
      ...(size === undefined ? [] : [`size=${size}`]),
      ...(mode === undefined ? [] : [`mode=${mode}`]),
      ...(flags === undefined ? [] : [flags]),
    ];
    return escapeDollars(`${volume.target}:${words.join(',')}`);
  });
}

function isListedApart(volume: ResolvedVolume): boolean {
  return optionsInEffect(volume).flags !== undefined;
}

function renderMount(volume: ResolvedVolume): string | object {
  const { volume_type, volume_name, source, target } = volume;
  const options = optionsInEffect(volume);
  if (volume_type === 'bind' && isShortPath(source, target)) return short(source, volume, options) ?? longBind(volume);
  if (volume_type === 'bind') return longBind(volume);
  if (volume_name !== null && isShortName(volume_name, target))
    return short(volume_name, volume, options) ?? longMount(volume);
  return longMount(volume);
}

/** What the short syntax has words for; undefined where the mount says more. */
function short(source: string, { target, read_only }: ResolvedVolume, options: VolumeOptions): string | undefined {
  const { propagation, selinux, nocopy, driver: _d, driver_opts: _o, labels: _l, ...others } = options;
  if (Object.keys(others).length > 0) return undefined;
  const words = [read_only && 'ro', nocopy && 'nocopy', propagation, selinux].filter(Boolean);
  return escapeDollars([source, target, ...(words.length > 0 ? [words.join(',')] : [])].join(':'));
}

/** In the short syntax Docker makes a folder that is missing; here that has to be said. */
function longBind(volume: ResolvedVolume): object {
  const { propagation, recursive, selinux, consistency, create_host_path = true } = optionsInEffect(volume);
  return filled({
    ...{ type: 'bind', source: escapeDollars(volume.source), target: escapeDollars(volume.target) },
    ...{ read_only: volume.read_only || undefined, consistency },
    bind: filled({ create_host_path, propagation, recursive, selinux }),
  });
}

function longMount(volume: ResolvedVolume): object {
  const { volume_type, volume_name, target, read_only } = volume;
  const { consistency, nocopy, subpath, selinux, size, mode } = optionsInEffect(volume);
  return filled({
    ...{ type: volume_type === 'tmpfs' ? 'tmpfs' : 'volume', target: escapeDollars(target) },
    ...{ source: volume_name ?? undefined, read_only: read_only || undefined, consistency },
    volume: filled({ nocopy, subpath: subpath === undefined ? undefined : escapeDollars(subpath) }),
    bind: filled({ selinux }),
    tmpfs: filled({ size, mode: mode === undefined ? undefined : Number.parseInt(mode, 8) }),
  });
}

/** The top-level volumes that the mounts need, by key: how they are made, or what one from outside is called there. */
export function renderVolumes(instances: readonly ResolvedInstance[]): Record<string, object> {
  const made = volumesMade(instances.flatMap(({ volumes }) => volumes));
  const mounts = instances.flatMap(({ volumes }) => volumes);
  const named = mounts.flatMap(({ volume_name, source, is_external }): [string, object][] => {
    if (volume_name === null) return [];
    const name = volume_name === source ? {} : { name: outsideName(source) };
    return [[volume_name, is_external ? { external: true, ...name } : renderMade(made.get(volume_name) ?? {})]];
  });
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A colon separates, and only what looks like a path is one. */
function isShortPath(source: string, target: string): boolean {
  return /^(\/|\.\.?\/|~\/|\.\.?$|~$)/.test(source) && !/[:\n]/.test(source + target);
}

/** A single letter before a colon could be the drive of a Windows path. */
function isShortName(name: string, target: string): boolean {
  return name.length > 1 && !/[:\n]/.test(target);
}
