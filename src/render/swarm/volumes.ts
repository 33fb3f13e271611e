import { bytesOf } from '../../compose-file/option-values.js';
import { escapeDollars, outsideName } from '../dollars.js';
import { type Expressed, filled, loss, together } from '../loss.js';
import { optionsInEffect } from '../../facets/volume-options.js';
import { volumesMade } from '../../model/volumes-made.js';
import { optionLosses, renderMade } from '../mount-options.js';
import type { ResolvedInstance, ResolvedVolume } from '../resolved.js';
import { isAbsent } from '../../compose-file/parsed.js';

export interface SwarmMount {
  type: 'volume' | 'bind' | 'tmpfs';
  source?: string;
  target: string;
  read_only?: true;
  consistency?: string;
  bind?: object;
  volume?: object;
  tmpfs?: object;
}

const SHARED_MEMORY = '/dev/shm';

const BIND = 'the path must exist on every node that may run it: swarm neither creates nor moves it';
const LOCAL = 'every node has a volume of its own by this name: the data stays behind when the container moves';

/** The mounts of an instance. `shm_size`, which swarm ignores, becomes the mount that it stands for. */
export function swarmMounts({ volumes, options }: ResolvedInstance): Expressed<SwarmMount[]> {
  const { value, losses } = together(volumes.map((volume, index) => swarmMount(volume, `/volumes/${index}`)));
  const mounts = value.filter((mount) => mount !== undefined);
  if (isAbsent(options.shm_size)) return { value: mounts, losses };
  const size = bytesOf(options.shm_size);
  if (size === undefined || mounts.some(({ target }) => target === SHARED_MEMORY)) {
    const message = `is no size, or ${SHARED_MEMORY} is mounted already; left out`;
    return { value: mounts, losses: [...losses, loss('option-unsupported', '/options/shm_size', message)] };
  }
  return { value: [...mounts, { type: 'tmpfs', target: SHARED_MEMORY, tmpfs: { size } }], losses };
}

/** What a stack file has no word for. It never makes a path of the host, so that nothing is lost of `create_host_path`. */
const UNSUPPORTED = {
  recursive: 'no stack file says how mounts below this one are taken along',
  selinux: 'no stack file relabels what is mounted',
  subpath: 'a stack file mounts whole volumes',
  mode: 'a stack file has no mode for memory',
  flags: 'a stack file has no further options for memory',
};

function swarmMount(volume: ResolvedVolume, where: string): Expressed<SwarmMount | undefined> {
  const { volume_type, volume_name, source, read_only, is_external } = volume;
  const rest = { target: escapeDollars(volume.target), ...(read_only && { read_only }), ...mountOptions(volume) };
  const lost = optionLosses(volume, where, UNSUPPORTED);
  if (volume_type === 'tmpfs') return { value: { type: 'tmpfs', ...rest }, losses: lost };
  if (volume_type === 'bind' && source === '')
    return { value: undefined, losses: [loss('bind-without-source', where, 'names no path of the host; left out')] };
  if (volume_type === 'bind') {
    const losses = [loss('bind-on-every-node', where, BIND), ...lost];
    return { value: { type: 'bind', source: escapeDollars(source), ...rest }, losses };
  }
  if (volume_name === null) return { value: { type: 'volume', ...rest }, losses: lost };
  const losses = is_external ? lost : [loss('volume-node-local', where, LOCAL), ...lost];
  return { value: { type: 'volume', source: volume_name, ...rest }, losses };
}

function mountOptions(volume: ResolvedVolume): Partial<SwarmMount> {
  const { propagation, consistency, nocopy, size } = optionsInEffect(volume);
  return filled({
    consistency,
    bind: filled({ propagation }),
    volume: filled({ nocopy }),
    tmpfs: filled({ size }),
  });
}

/** The top-level volumes that the mounts need, by key; one from outside says what it is called there. */
export function swarmVolumes(instances: readonly ResolvedInstance[]): Record<string, object> {
  const made = volumesMade(instances.flatMap(({ volumes }) => volumes));
  const named = instances
    .flatMap(({ volumes }) => volumes)
    .flatMap(({ volume_type, volume_name, source, is_external }): [string, object][] => {
      if (volume_type !== 'named' || volume_name === null) return [];
      const name = volume_name === source ? {} : { name: outsideName(source) };
      return [[volume_name, is_external ? { external: true, ...name } : renderMade(made.get(volume_name) ?? {})]];
    });
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
