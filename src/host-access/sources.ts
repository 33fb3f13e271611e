import { posix } from 'node:path';
import { optionsInEffect } from '../facets/volume-options.js';
import type { VolumeSpec } from '../facets/volumes.js';
import { hasVariable } from './spots.js';

/** A path of the host, and where in the mount it stands. */
export interface Source {
  source: string;
  path: string[];
}

/** File systems that are not of the host, whatever their device is called; unless `o` binds it after all. */
const ELSEWHERE = new Set(['nfs', 'nfs4', 'cifs', 'smb3', 'tmpfs']);

/** File systems through which the kernel shows itself: there is nothing else in them. */
const OF_KERNEL = new Set([
  ...['proc', 'sysfs', 'devtmpfs', 'devpts', 'debugfs', 'tracefs', 'securityfs', 'selinuxfs', 'configfs', 'efivarfs'],
  ...['cgroup', 'cgroup2', 'bpf', 'pstore', 'mqueue', 'binfmt_misc', 'fusectl', 'nsfs'],
]);

const OPTIONS = ['options', 'driver_opts'];

/** The paths of the host in a mount: of a bind its source, of a volume of the local driver its device and its layers. */
export function sourcesOf(mount: VolumeSpec): Source[] {
  if (mount.volume_type === 'bind') return [{ source: mount.source, path: ['source'] }];
  const { device, type = '', o = '' } = localOptions(mount);
  const words = o.split(',').map((word) => word.trim());
  const is_bind = words.some(maySayBind);
  const elsewhere = ELSEWHERE.has(type) && !is_bind;
  // Compose itself makes a path absolute only where `bind` is all that is said.
  const source = device !== undefined && is_bind && o !== 'bind' ? fromRoot(device) : device;
  return [
    ...(source === undefined || elsewhere ? [] : [{ source, path: [...OPTIONS, 'device'] }]),
    ...words.flatMap(layersOf).map((layer) => ({ source: layer, path: [...OPTIONS, 'o'] })),
  ];
}

/** The file system of the kernel that a volume is made of, or that a variable may bring in. */
export function kernelOf(mount: VolumeSpec): { type: string; says: string } | undefined {
  const { type = '' } = localOptions(mount);
  if (OF_KERNEL.has(type)) return { type, says: type };
  return hasVariable(type) ? { type, says: 'a variable in it may say so' } : undefined;
}

function localOptions(mount: VolumeSpec): Record<string, string> {
  const { driver = 'local', driver_opts = {} } = optionsInEffect(mount);
  return driver === 'local' || hasVariable(driver) ? driver_opts : {};
}

function maySayBind(word: string): boolean {
  return /^r?bind\b/.test(word) || hasVariable(word.split('=', 1)[0] ?? '');
}

/** The folders that an overlay is laid of; a list of them has colons between. */
function layersOf(word: string): string[] {
  const [, paths = ''] = /^(?:lowerdir|upperdir|workdir|datadir)\+?=(.*)$/s.exec(word) ?? [];
  return paths.split(':').filter(Boolean).map(fromRoot);
}

/** The engine reads a relative path from its own folder, which is the root of the host. */
function fromRoot(source: string): string {
  return /^[/~$\\]|^[A-Za-z]:/.test(source) ? source : posix.join('/', source);
}
