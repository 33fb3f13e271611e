import { escapeDollars } from '../dollars.js';
import type { ResolvedVolume } from '../resolved.js';

/** A mount as people write it where that says the same, else in the long syntax. */
export function renderMount(volume: ResolvedVolume): string | Record<string, unknown> {
  const { volume_type, volume_name, source, target, read_only } = volume;
  if (volume_type === 'bind') return isShortPath(source, target) ? short(source, target, read_only) : longBind(volume);
  const long = { type: volume_type === 'tmpfs' ? 'tmpfs' : 'volume', target: escapeDollars(target) };
  if (volume_name === null) return read_only ? { ...long, read_only } : long;
  return isShortName(volume_name, target)
    ? short(volume_name, target, read_only)
    : { ...long, source: volume_name, ...(read_only && { read_only }) };
}

/** The volumes that the mounts need, by key; one from outside says what it is called there. */
export function renderVolumes(volumes: readonly ResolvedVolume[]): Record<string, object> {
  const named = volumes.flatMap(({ volume_name, source, is_external }): [string, object][] => {
    if (volume_name === null) return [];
    const name = volume_name === source ? {} : { name: escapeDollars(source) };
    return [[volume_name, is_external ? { external: true, ...name } : {}]];
  });
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function short(source: string, target: string, read_only: boolean): string {
  return escapeDollars(`${source}:${target}${read_only ? ':ro' : ''}`);
}

/** In the short syntax Docker makes a folder that is missing; here that has to be said. */
function longBind({ source, target, read_only }: ResolvedVolume): Record<string, unknown> {
  const paths = { source: escapeDollars(source), target: escapeDollars(target) };
  return { type: 'bind', ...paths, ...(read_only && { read_only }), bind: { create_host_path: true } };
}

/** A colon separates, and only what looks like a path is one. */
function isShortPath(source: string, target: string): boolean {
  return /^(\/|\.\.?\/|~\/|\.\.?$|~$)/.test(source) && !/[:\n]/.test(source + target);
}

/** A single letter before a colon could be the drive of a Windows path. */
function isShortName(name: string, target: string): boolean {
  return name.length > 1 && !/[:\n]/.test(target);
}
