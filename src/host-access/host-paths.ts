import { posix } from 'node:path';
import { optionsInEffect } from '../facets/volume-options.js';
import type { VolumeSpec } from '../facets/volumes.js';
import type { Spot } from './spots.js';

/** Sockets through which a container engine takes orders: whoever has one is root on the host. */
const SOCKETS = new Set([
  ...['docker.sock', 'docker.raw.sock', 'podman.sock', 'containerd.sock', 'containerd.sock.ttrpc', 'crio.sock'],
  ...['cri-dockerd.sock', 'buildkitd.sock', 'balena-engine.sock', 'docker_engine'],
]);

/** Folders that hold the system, its devices, or what belongs to people; those above and below them count as well. */
export const SENSITIVE_PATHS = [
  ...['/etc', '/run', '/var/run', '/proc', '/sys', '/dev', '/boot', '/root', '/home', '/Users'],
  ...['/usr', '/bin', '/sbin', '/lib', '/lib64'],
  ...['/var/lib/docker', '/var/lib/containerd', '/var/lib/containers', '/var/lib/kubelet'],
] as const;

/** What images are given to know the time; read-only they say nothing of the host. */
const HARMLESS = ['/etc/localtime', '/etc/timezone', '/usr/share/zoneinfo'];

/** File systems that are not of the host, whatever their device is called. */
const ELSEWHERE = new Set(['nfs', 'nfs4', 'cifs', 'smb3', 'tmpfs']);

/** The socket of a container engine among the mounts. */
export function engineSocket(mount: VolumeSpec): Spot[] {
  return sourcesOf(mount)
    .filter(({ source }) => isSocket(source))
    .map(({ source, path }) => ({ path, marks: [source] }));
}

/** A mount of the host's own folders, where one is sensitive. */
export function sensitivePath(mount: VolumeSpec): Spot[] {
  return pathsOf(mount).flatMap(({ root, ...spot }) =>
    root === undefined ? [] : [{ ...spot, detail: root === '/' ? 'all of it' : root }],
  );
}

/** Any other mount of a folder outside the project. */
export function pathOutside(mount: VolumeSpec): Spot[] {
  return pathsOf(mount).flatMap(({ root, ...spot }) => (root === undefined ? [spot] : []));
}

/** The folders outside the project that a mount takes in; to write is more than to read. */
function pathsOf(mount: VolumeSpec): (Spot & { root?: string })[] {
  return sourcesOf(mount).flatMap(({ source, path }) => {
    const place = posix.normalize(source.replaceAll('\\', '/'));
    const harmless = mount.read_only && HARMLESS.some((known) => isWithin(place, known));
    if (harmless || isSocket(source) || !isOutside(place)) return [];
    const marks = mount.read_only ? [place] : [place, `${place} (writable)`];
    return [{ path, marks, root: sensitiveRoot(place) }];
  });
}

/** The paths of the host in a mount: of a bind its source, of a volume of the local driver the device. */
function sourcesOf(mount: VolumeSpec): { source: string; path: string[] }[] {
  if (mount.volume_type === 'bind') return [{ source: mount.source, path: ['source'] }];
  const { driver = 'local', driver_opts = {} } = optionsInEffect(mount);
  const { device, type = '' } = driver_opts;
  if (driver !== 'local' || device === undefined || ELSEWHERE.has(type)) return [];
  return [{ source: device, path: ['options', 'driver_opts', 'device'] }];
}

function isSocket(source: string): boolean {
  return SOCKETS.has(posix.basename(source.replaceAll('\\', '/')));
}

/** Relative paths are inside, unless they lead out; where a variable comes first nobody knows. */
function isOutside(place: string): boolean {
  return /^[/~$]|^[A-Za-z]:|^\.\.(\/|$)/.test(place);
}

function sensitiveRoot(place: string): string | undefined {
  if (place === '/') return place;
  if (place.startsWith('~')) return 'a home folder';
  return SENSITIVE_PATHS.find((root) => isWithin(place, root) || isWithin(root, place));
}

function isWithin(place: string, root: string): boolean {
  return place === root || place.startsWith(root.endsWith('/') ? root : `${root}/`);
}
