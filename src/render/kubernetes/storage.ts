import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1.js';
import { isAbsent } from '../../compose-file/parsed.js';
import { bytesOf } from '../../compose-file/option-values.js';
import { type Expressed, loss, type PartLoss } from '../loss.js';
import type { ResolvedInstance, ResolvedStack, ResolvedVolume } from '../resolved.js';
import { readKey, readMap, unreadKeys } from './options.js';
import { metadata } from './metadata.js';
import { objectName } from './names.js';
import { quantity, replicas } from './resources.js';

/** Size of a claim where nobody says otherwise. */
const DEFAULT_STORAGE = '1Gi';

const SETTINGS = 'x-kubernetes';
export const STORAGE_KEYS = [SETTINGS];

const PARENT = `/options/${SETTINGS}`;
const KNOWN = new Set(['storage', 'storage_class']);

interface StorageSettings {
  storage: string | undefined;
  storage_class: string | undefined;
}

/** How large the volumes of an instance are and of which class: `x-kubernetes: {storage: 10Gi, storage_class: fast}`. */
export function storageSettings({ options }: ResolvedInstance): Expressed<StorageSettings> {
  const given = readMap(options, SETTINGS);
  const storage = readKey(given.value, 'storage', quantityText, PARENT);
  const storage_class = readKey(given.value, 'storage_class', classText, PARENT);
  const unread = unreadKeys(given.value, KNOWN, PARENT);
  return {
    value: { storage: storage.value, storage_class: storage_class.value },
    losses: [...given.losses, ...storage.losses, ...storage_class.losses, ...unread],
  };
}

/** The claim that stands for a volume. */
export function claimName({ volume_name, source }: ResolvedVolume): string {
  return objectName(volume_name ?? source);
}

export function isClaim({ volume_type, volume_name }: ResolvedVolume): boolean {
  return volume_type === 'named' && volume_name !== null;
}

function isOwn(volume: ResolvedVolume): boolean {
  return isClaim(volume) && !volume.is_external;
}

/** One claim per volume of the stack. The first instance that uses it says how large it is. */
export function claims(stack: ResolvedStack, uses: ClaimUses): PersistentVolumeClaim[] {
  const own = [...uses].filter(([, users]) => users.some(({ volume }) => isOwn(volume))).map(([name]) => name);
  return own.toSorted().map((name) => {
    const user = decidingUser(uses, name);
    const settings = user && storageSettings(user).value;
    const spec: PersistentVolumeClaimSpec = {
      accessModes: [isShared(uses, name) ? 'ReadWriteMany' : 'ReadWriteOnce'],
      resources: { requests: { storage: settings?.storage ?? DEFAULT_STORAGE } },
      ...(settings?.storage_class !== undefined && { storageClassName: settings.storage_class }),
    };
    return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: metadata(stack, name), spec };
  });
}

/** Settings that decide on no claim: the instance has none, or only such that another one decides on. */
export function unusedSettings(uses: ClaimUses, instance: ResolvedInstance): PartLoss[] {
  const names = instance.volumes.filter(isOwn).map(claimName);
  const decides = names.some((name) => decidingUser(uses, name) === instance);
  if (decides || isAbsent(instance.options[SETTINGS])) return [];
  return [loss('option-unused', PARENT, 'decides on no claim: there is none, or another instance decides on it')];
}

/** What whoever applies the manifests has to know of an instance's claims. */
export function claimLosses(uses: ClaimUses, { volumes }: ResolvedInstance): PartLoss[] {
  return volumes.flatMap((volume, index) => {
    const [where, name] = [`/volumes/${index}`, claimName(volume)];
    if (!isClaim(volume)) return [];
    if (volume.is_external)
      return [loss('claim-to-create', where, `is the PersistentVolumeClaim ${name}, which must exist`)];
    if (!isShared(uses, name)) return [];
    return [
      loss('volume-shared', where, 'is used by several pods: the cluster must offer storage that many can write to'),
    ];
  });
}

/** The mounts of each claim of a stack, by its name, in the order of the instances. */
export type ClaimUses = ReadonlyMap<string, { volume: ResolvedVolume; instance: ResolvedInstance }[]>;

export function claimUses({ instances }: ResolvedStack): ClaimUses {
  const uses = new Map<string, { volume: ResolvedVolume; instance: ResolvedInstance }[]>();
  for (const instance of instances) {
    for (const volume of instance.volumes.filter(isClaim)) {
      const known = uses.get(claimName(volume));
      if (known) known.push({ volume, instance });
      else uses.set(claimName(volume), [{ volume, instance }]);
    }
  }
  return uses;
}

/** The instance that says how large a claim is: the first one that has it as its own. */
function decidingUser(uses: ClaimUses, name: string): ResolvedInstance | undefined {
  return uses.get(name)?.find(({ volume }) => isOwn(volume))?.instance;
}

/** Whether more than one pod may use a claim. */
function isShared(uses: ClaimUses, name: string): boolean {
  const users = new Set(uses.get(name)?.map(({ instance }) => instance));
  return [...users].reduce((pods, instance) => pods + replicas(instance), 0) > 1;
}

/** `10Gi` as Kubernetes writes it, or `10gb` as Docker does. */
function quantityText(value: unknown): string | undefined {
  if (typeof value === 'string' && /^[1-9]\d{0,14}([KMGTP]i?)?$/.test(value)) return value;
  const bytes = bytesOf(value);
  return bytes ? quantity(bytes) : undefined;
}

function classText(value: unknown): string | undefined {
  const valid = typeof value === 'string' && /^[a-z0-9]([-a-z0-9.]{0,250}[a-z0-9])?$/.test(value);
  return valid ? value : undefined;
}
