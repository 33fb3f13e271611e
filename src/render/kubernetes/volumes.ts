import type { Volume, VolumeMount } from 'kubernetes-types/core/v1.js';
import { bytesOf } from '../../compose-file/option-values.js';
import { type Expressed, loss, type PartLoss } from '../loss.js';
import { optionsInEffect } from '../../facets/volume-options.js';
import { optionLosses } from '../mount-options.js';
import type { ResolvedInstance, ResolvedVolume } from '../resolved.js';
import { configMounts } from './config-map.js';
import { readKey } from './options.js';
import { quantity } from './resources.js';
import { claimName, isClaim } from './storage.js';

export const VOLUME_KEYS = ['shm_size'];

/** A mount, its pod volume, and where the instance says so. */
export interface Mounted {
  volume: Volume;
  mount: VolumeMount;
  where: string;
}

/** Many file systems come with a `lost+found`, which data folders must not have: a claim is mounted one folder further. */
const CLAIM_FOLDER = 'data';
const SHARED_MEMORY = '/dev/shm';

/** All mounts of the container and the volumes that they need; two mounts at one path are one too many. */
export function mounts(instance: ResolvedInstance): Expressed<{ volumes: Volume[]; volumeMounts: VolumeMount[] }> {
  const shm = readKey(instance.options, 'shm_size', bytesOf);
  const losses: PartLoss[] = [...shm.losses];
  const wanted = [
    ...instance.volumes.flatMap((volume, index) => mounted(volume, index, instance.volumes, losses) ?? []),
    ...configMounts(instance).map((file, index) => ({ ...file, where: `/config_files/${index}` })),
    ...(shm.value === undefined ? [] : [sharedMemory(shm.value)]),
  ];
  const usable = wanted.filter((candidate, index) => {
    const message = cannotMount(candidate, wanted.slice(0, index));
    if (message !== undefined) losses.push(loss('mount-path', candidate.where, `${message}; left out`));
    return message === undefined;
  });
  const volumes = new Map(usable.map(({ volume }) => [volume.name, volume]));
  return { value: { volumes: [...volumes.values()], volumeMounts: usable.map(({ mount }) => mount) }, losses };
}

function cannotMount({ mount }: Mounted, earlier: Mounted[]): string | undefined {
  if (mount.mountPath.includes(':')) return 'Kubernetes takes no path with a colon';
  return earlier.some((other) => other.mount.mountPath === mount.mountPath)
    ? 'something else is mounted at this path'
    : undefined;
}

function mounted(
  volume: ResolvedVolume,
  index: number,
  all: readonly ResolvedVolume[],
  losses: PartLoss[],
): Mounted | undefined {
  const where = `/volumes/${index}`;
  const { source, losses: found } = volumeSource(volume, where);
  losses.push(...found, ...optionLosses(volume, where, UNSUPPORTED));
  if (!source) return undefined;
  const same = isClaim(volume)
    ? all.findIndex((other) => isClaim(other) && claimName(other) === claimName(volume))
    : index;
  const name = `volume-${same}`;
  const folder = folderOf(volume);
  const mount = { name, mountPath: volume.target, ...folder, ...(volume.read_only && { readOnly: true }) };
  return { volume: { name, ...source }, mount, where };
}

/** What manifests have no word for. They copy nothing into a new volume, and make no path of a node. */
const UNSUPPORTED = {
  propagation: 'needs a privileged container, or is the default',
  recursive: 'no manifest says how mounts below this one are taken along',
  selinux: 'a cluster labels what it mounts by the security context of the pod',
  consistency: 'a cluster knows no other consistency than its own',
  mode: 'memory has no mode of its own',
  flags: 'memory has no further options',
  driver: 'a storage class says how a claim is made',
  driver_opts: 'a storage class says how a claim is made',
  labels: 'a claim has the labels of its stack',
};

/** The folder of the volume that is mounted, where it is not the whole. */
function folderOf(volume: ResolvedVolume): { subPath?: string } {
  const own = isClaim(volume) && !volume.is_external ? [CLAIM_FOLDER] : [];
  const { subpath } = optionsInEffect(volume);
  const folders = [...own, ...(subpath === undefined ? [] : [subpath])];
  return folders.length === 0 ? {} : { subPath: folders.join('/') };
}

/** Memory, bounded where the mount says so. */
function memory(volume: ResolvedVolume): Omit<Volume, 'name'> {
  const { size } = optionsInEffect(volume);
  return { emptyDir: { medium: 'Memory', ...(size !== undefined && { sizeLimit: quantity(size) }) } };
}

function volumeSource(volume: ResolvedVolume, where: string): { source?: Omit<Volume, 'name'>; losses: PartLoss[] } {
  if (volume.volume_type === 'tmpfs') return { source: memory(volume), losses: [] };
  if (volume.volume_type === 'bind') return hostPath(volume.source, where);
  if (isClaim(volume)) return { source: { persistentVolumeClaim: { claimName: claimName(volume) } }, losses: [] };
  const message = 'has no name, so its data goes with the pod';
  return { source: { emptyDir: {} }, losses: [loss('anonymous-volume', where, message)] };
}

function hostPath(path: string, where: string): { source?: Omit<Volume, 'name'>; losses: PartLoss[] } {
  if (!path.startsWith('/') || path.split('/').includes('..')) {
    const message = 'is relative to a folder that a cluster does not have; left out';
    return { losses: [loss('bind-relative', where, message)] };
  }
  const message = 'is a path of the node that runs the pod: it must exist there, and other nodes have other files';
  return { source: { hostPath: { path } }, losses: [loss('bind-on-node', where, message)] };
}

function sharedMemory(bytes: number): Mounted {
  const volume = { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: quantity(bytes) } };
  return { volume, mount: { name: volume.name, mountPath: SHARED_MEMORY }, where: '/options/shm_size' };
}
