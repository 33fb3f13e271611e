import { posix } from 'node:path';
import type { VolumeSpec } from '../facets/volumes.js';
import { kernelOf, sourcesOf } from './sources.js';
import type { Spot } from './spots.js';

/** Sockets through which a container engine takes orders: whoever has one is root on the host. */
const SOCKETS = new Set([
  ...['docker.sock', 'docker.raw.sock', 'podman.sock', 'containerd.sock', 'containerd.sock.ttrpc', 'crio.sock'],
  ...['cri-dockerd.sock', 'buildkitd.sock', 'balena-engine.sock', 'docker_engine'],
]);

/** Folders that hold the system, its devices, or what belongs to people; those above and below them count as well. */
const SENSITIVE_PATHS = [
  ...['/etc', '/run', '/var/run', '/proc', '/sys', '/dev', '/boot', '/root', '/home', '/Users'],
  ...['/usr', '/bin', '/sbin', '/lib', '/lib64'],
  ...['/var/lib/docker', '/var/lib/containerd', '/var/lib/containers', '/var/lib/kubelet'],
] as const;

/** What images are given to know the time; read-only they say nothing of the host. */
const HARMLESS = ['/etc/localtime', '/etc/timezone', '/usr/share/zoneinfo'];

/** The socket of a container engine among the mounts. */
export function engineSocket(mount: VolumeSpec): Spot[] {
  return sourcesOf(mount)
    .filter(({ source }) => isSocket(source))
    .map(({ source, path }) => ({ path, marks: [source] }));
}

/** A mount of the host's own folders, where one is sensitive, or of a file system of its kernel. */
export function sensitivePath(mount: VolumeSpec): Spot[] {
  const paths = pathsOf(mount).flatMap(({ root, ...spot }) =>
    root === undefined ? [] : [{ ...spot, detail: rootName(root) }],
  );
  const kernel = kernelOf(mount);
  if (!kernel) return paths;
  const marks = marksOf(mount, `type ${kernel.type}`);
  return [...paths, { path: ['options', 'driver_opts', 'type'], marks, detail: kernel.says }];
}

/** Any other mount of a folder outside the project. */
export function pathOutside(mount: VolumeSpec): Spot[] {
  return pathsOf(mount).flatMap(({ root, ...spot }) => (root === undefined ? [spot] : []));
}

/** A file or folder of the host that is read from outside the project. */
export function placeOutside(source: string): Pick<Spot, 'marks' | 'detail'> | undefined {
  const place = normalized(source);
  if (!isOutside(place)) return undefined;
  const root = sensitiveRoot(place);
  return { marks: [place], ...(root === undefined ? {} : { detail: rootName(root) }) };
}

/** The folders outside the project that a mount takes in; to write is more than to read. */
function pathsOf(mount: VolumeSpec): (Spot & { root?: string })[] {
  return sourcesOf(mount).flatMap(({ source, path }) => {
    const place = normalized(source);
    const harmless = mount.read_only && HARMLESS.some((known) => isWithin(place, known));
    if (harmless || isSocket(source) || !isOutside(place)) return [];
    return [{ path, marks: marksOf(mount, place), root: sensitiveRoot(place) }];
  });
}

function marksOf({ read_only }: VolumeSpec, mark: string): string[] {
  return read_only ? [mark] : [mark, `${mark} (writable)`];
}

function normalized(source: string): string {
  return posix.normalize(source.replaceAll('\\', '/'));
}

function rootName(root: string): string {
  return root === '/' ? 'all of it' : root;
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
