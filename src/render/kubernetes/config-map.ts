import { createHash } from 'node:crypto';
import type { ConfigMap, Volume, VolumeMount } from 'kubernetes-types/core/v1.js';
import { digestOf } from '../../common/distinct-names.js';
import { loss, type PartLoss } from '../loss.js';
import type { ResolvedInstance, ResolvedStack } from '../resolved.js';
import { marksIn, writeText } from '../marks.js';
import { metadata } from './metadata.js';
import { isDataKey, objectName } from './names.js';

const VOLUME = 'config-files';
/** What a ConfigMap may hold altogether. */
const MAX_BYTES = 1024 * 1024;

/** The config files of an instance, each under a key made of its path; none where it has no files. */
export function configMaps(stack: ResolvedStack, instance: ResolvedInstance): ConfigMap[] {
  if (instance.config_files.length === 0) return [];
  const keys = fileKeys(instance);
  const data = Object.fromEntries(instance.config_files.map(({ content }, index) => [keys[index], knownText(content)]));
  const { instance_id } = instance;
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(stack, objectName(instance_id), instance_id), data },
  ];
}

export function configVolume(instance: ResolvedInstance): Volume {
  const keys = fileKeys(instance);
  const items = instance.config_files.map(({ file_mode }, index) => {
    const key = keys[index] ?? '';
    return { key, path: key, mode: Number.parseInt(file_mode, 8) & 0o777 };
  });
  return { name: VOLUME, configMap: { name: objectName(instance.instance_id), items } };
}

/** A file is mounted by itself, so that its folder keeps what the image has there. */
export function configMounts(instance: ResolvedInstance): VolumeMount[] {
  const keys = fileKeys(instance);
  return instance.config_files.map(({ file_path }, index) => ({
    ...{ name: VOLUME, mountPath: file_path, subPath: keys[index] ?? '', readOnly: true },
  }));
}

/** A file that is mounted by itself does not follow its ConfigMap; a new digest makes new pods. */
export function configDigest({ config_files }: ResolvedInstance): string | undefined {
  if (config_files.length === 0) return undefined;
  return createHash('sha256').update(JSON.stringify(config_files)).digest('hex');
}

export function configLosses({ config_files }: ResolvedInstance): PartLoss[] {
  const bytes = config_files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const message = 'together they are more than the 1 MiB that a ConfigMap may hold; the cluster will refuse it';
  const template = 'variables in the text stay as they are: nothing fills them in';
  return config_files.flatMap(({ is_template, file_mode, content }, index) => [
    ...(index === 0 && bytes > MAX_BYTES ? [loss('config-size', '/config_files', message)] : []),
    ...(is_template ? [loss('config-not-filled-in', `/config_files/${index}`, template)] : []),
    ...(marksIn(content).length > 0 ? [loss('text-not-known', `/config_files/${index}/content`, SECRETS)] : []),
    ...(file_mode.startsWith('0')
      ? []
      : [loss('file-mode', `/config_files/${index}`, 'a ConfigMap has no setuid, setgid or sticky bit; without it')]),
  ]);
}

const SECRETS = 'secrets have no place in a ConfigMap: each is left out of the text, as `$(NAME)`';

/** The text with the names of what is not known. */
function knownText(content: string): string {
  return writeText(
    content,
    (plain) => plain,
    (mark) => {
      if ('dollar' in mark) return '$';
      return 'secret' in mark ? `$(${mark.secret})` : '';
    },
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
