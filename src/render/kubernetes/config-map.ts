import { createHash } from 'node:crypto';
import type { ConfigMap, KeyToPath, Secret, Volume, VolumeMount } from 'kubernetes-types/core/v1.js';
import { digestOf } from '../../common/distinct-names.js';
import { loss, type PartLoss } from '../loss.js';
import type { ResolvedConfigFile, ResolvedInstance, ResolvedStack } from '../resolved.js';
import { marksIn, secretsIn, writeText } from '../marks.js';
import { metadata } from './metadata.js';
import { isDataKey, objectName } from './names.js';

/** The pod volumes of the files: those that everybody may read, and those that hold secrets. */
const VOLUME = 'config-files';
const SECRET_VOLUME = 'secret-files';
/** What a ConfigMap or a Secret may hold altogether. */
const MAX_BYTES = 1024 * 1024;

/** A config file with the key that it has in the data of its object. */
type KeyedFile = ResolvedConfigFile & { key: string };

/**
 * The objects that hold the config files of an instance, each under a key made of its path: a ConfigMap, and a Secret for
 * files with secrets in them, which is left to whoever may reveal these.
 */
export function configObjects(stack: ResolvedStack, instance: ResolvedInstance): (ConfigMap | Secret)[] {
  const { instance_id } = instance;
  const all = keyed(instance);
  const [plain, secret] = [all.filter((file) => !file.is_secret), all.filter((file) => file.is_secret)];
  const known = secret.every(({ content }) => secretsIn(content).length === 0) ? secret : [];
  const meta = (name: string) => metadata(stack, name, instance_id);
  const maps = plain.length === 0 ? [] : [{ metadata: meta(objectName(instance_id)), data: dataOf(plain) }];
  const secrets = known.length === 0 ? [] : [{ metadata: meta(secretName(instance_id)), stringData: dataOf(known) }];
  return [
    ...maps.map((map): ConfigMap => ({ apiVersion: 'v1', kind: 'ConfigMap', ...map })),
    ...secrets.map((map): Secret => ({ apiVersion: 'v1', kind: 'Secret', ...map })),
  ];
}

function keyed(instance: ResolvedInstance): KeyedFile[] {
  const keys = fileKeys(instance);
  return instance.config_files.map((file, index) => ({ ...file, key: keys[index] ?? '' }));
}

function dataOf(files: readonly KeyedFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ key, content }) => [key, knownText(content)]));
}

/** The Secret with the files of an instance that hold secrets. */
function secretName(instance_id: string): string {
  return objectName(`${instance_id}-secret-files`);
}

/** The mounts of the files and the volumes that they need. A file is mounted by itself, so that its folder keeps what the image has there. */
export function configMounts(instance: ResolvedInstance): { mount: VolumeMount; volume: Volume }[] {
  const all = keyed(instance);
  const [plain, secret] = [all.filter((file) => !file.is_secret), all.filter((file) => file.is_secret)];
  const { instance_id } = instance;
  const of_map = { name: VOLUME, configMap: { name: objectName(instance_id), items: itemsOf(plain) } };
  const of_secret = { name: SECRET_VOLUME, secret: { secretName: secretName(instance_id), items: itemsOf(secret) } };
  return all.map(({ file_path, key, is_secret }) => {
    const volume = is_secret ? of_secret : of_map;
    return { mount: { name: volume.name, mountPath: file_path, subPath: key, readOnly: true }, volume };
  });
}

function itemsOf(files: readonly KeyedFile[]): KeyToPath[] {
  return files.map(({ key, file_mode }) => ({ key, path: key, mode: Number.parseInt(file_mode, 8) & 0o777 }));
}

/**
 * A file that is mounted by itself does not follow its object; a new digest makes new pods. What everybody may see says nothing
 * of the text of a secret.
 */
export function configDigest({ config_files }: ResolvedInstance): string | undefined {
  if (config_files.length === 0) return undefined;
  const seen = config_files.map((file) => (file.is_secret ? { ...file, content: null } : file));
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex');
}

export function configLosses(instance: ResolvedInstance): PartLoss[] {
  const files = keyed(instance);
  const message =
    'together they are more than the 1 MiB that a ConfigMap or a Secret may hold; the cluster will refuse it';
  const isTooMuch = [true, false].some((secret) => bytesOf(files, secret) > MAX_BYTES);
  return [
    ...(isTooMuch ? [loss('config-size', '/config_files', message)] : []),
    ...files.flatMap((file, index) => fileLosses(file, index, instance.instance_id)),
  ];
}

function bytesOf(files: readonly KeyedFile[], secret: boolean): number {
  const own = files.filter(({ is_secret = false }) => is_secret === secret);
  return own.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
}

function fileLosses(
  { content, is_template, file_mode, key }: KeyedFile,
  index: number,
  instance_id: string,
): PartLoss[] {
  const where = `/config_files/${index}`;
  const template = 'variables in the text stay as they are: nothing fills them in';
  const create = `is read from the key ${key} of the Secret ${secretName(instance_id)}, which must exist; a render with revealed secrets has it`;
  const open = marksIn(content).some((mark) => 'open' in mark);
  return [
    ...(is_template ? [loss('config-not-filled-in', where, template)] : []),
    ...(secretsIn(content).length > 0 ? [loss('secret-to-create', `${where}/content`, create)] : []),
    ...(open
      ? [loss('text-not-known', `${where}/content`, 'nobody has said all of its text yet; that is left out')]
      : []),
    ...(file_mode.startsWith('0')
      ? []
      : [loss('file-mode', where, 'a ConfigMap has no setuid, setgid or sticky bit; without it')]),
  ];
}

/** The text without what is not known. */
function knownText(content: string): string {
  return writeText(
    content,
    (plain) => plain,
    (mark) => ('dollar' in mark ? '$' : ''),
  );
}

/** `etc-app.conf` for `/etc/app.conf`; a digest tells apart what would come to the same key or to none. */
function fileKeys({ config_files }: ResolvedInstance): string[] {
  const plain = config_files.map(({ file_path }) => file_path.slice(1).replace(/[^-._a-zA-Z0-9]+/g, '-'));
  return config_files.map(({ file_path }, index) => {
    const key = plain[index] ?? '';
    const unique = plain.filter((other) => other === key).length === 1;
    return unique && isDataKey(key) ? key : `${key.replace(/^\.+/, '').slice(0, 200)}-${digestOf(file_path)}`;
  });
}
