import type { ComposeFile } from './file.js';
import { asList, asMap, asText, isMap } from './plain.js';
import { cleanPath, modeText } from './text.js';

/** One mount of a service. */
export interface Mount {
  type: string;
  /** Path on the host, key of the volume, or '' where there is none. */
  source: string;
  target: string;
  read_only: boolean;
  options: Record<string, string>;
  /** Key of the service and position below it. */
  place: [key: 'volumes' | 'tmpfs', index: number];
}

/** The mounts of a service, `volumes` and `tmpfs` alike; of two at one target the later one counts. */
export function mountsOf(keys: Record<string, unknown>): Mount[] {
  const mounts = [
    ...asList(keys.volumes).map((item, index) => readMount(item, index)),
    ...asList(keys.tmpfs).map((item, index) => readTmpfs(asText(item), index)),
  ];
  return [...new Map(mounts.map((mount) => [mount.target, mount])).values()];
}

/** Who mounts a volume of the file, as `service:target`: what a volume is, whatever it is called. */
export function volumeUsers(file: ComposeFile, rename: (service: string) => string): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const [name, { keys }] of file.services)
    for (const { type, source, target } of mountsOf(keys))
      if (type === 'volume') users.set(source, [...(users.get(source) ?? []), `${rename(name)}:${target}`].toSorted());
  return users;
}

/** What the top of the file says of a volume, without what is the default anyway. */
export function volumeDefinition(file: ComposeFile, source: string): Record<string, unknown> {
  const { external, name, ...rest } = asMap(file.volumes[source]);
  const plain = rest.driver_opts === undefined && rest.driver === 'local' ? { ...rest, driver: undefined } : rest;
  const own_name = isExternal(external) || name === undefined ? {} : { name };
  return Object.fromEntries(
    Object.entries({ ...plain, ...own_name }).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** The real name of an external volume. */
export function externalName(file: ComposeFile, source: string): string | undefined {
  const { external, name } = asMap(file.volumes[source]);
  return isExternal(external) ? asText(name ?? source) : undefined;
}

function isExternal(value: unknown): boolean {
  return value === true || isMap(value);
}

function readMount(item: unknown, index: number): Mount {
  if (!isMap(item)) return readShort(asText(item), index);
  const { type, source, target, read_only, ...rest } = item;
  const options = Object.entries(rest).flatMap(([key, value]): [string, unknown][] =>
    isMap(value) ? Object.entries(value).map(([name, inner]) => [`${key}.${name}`, inner]) : [[key, value]],
  );
  const kind = asText(type ?? 'volume');
  return {
    type: kind,
    source: kind === 'bind' ? cleanPath(asText(source)) : asText(source ?? ''),
    target: cleanPath(asText(target)),
    read_only: read_only === true,
    options: Object.fromEntries(
      options
        .filter(([key, value]) => key !== 'bind.create_host_path' || value !== true)
        .map(([key, value]) => [key, optionText(key, value)]),
    ),
    place: ['volumes', index],
  };
}

function readShort(text: string, index: number): Mount {
  const parts = split(text);
  const [target = '', source = ''] = parts.length === 1 ? parts : [parts[1], parts[0]];
  const words = (parts[2] ?? '').split(',').filter((word) => word !== '');
  const bind = /^[./~]/.test(source);
  return {
    type: bind ? 'bind' : 'volume',
    source: bind ? cleanPath(source) : source,
    target: cleanPath(target),
    read_only: words.includes('ro'),
    options: Object.fromEntries(words.filter((word) => word !== 'ro' && word !== 'rw').map(optionOf)),
    place: ['volumes', index],
  };
}

/** What a word of the short syntax is called in the long one. */
function optionOf(word: string): [key: string, value: string] {
  if (word === 'z' || word === 'Z') return ['bind.selinux', word];
  if (/^r?(private|shared|slave)$/.test(word)) return ['bind.propagation', word];
  if (['cached', 'delegated', 'consistent'].includes(word)) return ['consistency', word];
  return [word === 'nocopy' ? 'volume.nocopy' : word, 'true'];
}

/** A size in bytes and a mode in octal digits, however they are written. */
function optionText(key: string, value: unknown): string {
  if (key === 'tmpfs.mode') return modeText(value);
  const [, digits = '', unit = ''] = /^(\d+)([kmg])?b?$/i.exec(asText(value)) ?? [];
  if (key !== 'tmpfs.size' || digits === '') return asText(value);
  return String(Number(digits) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase()));
}

/** The parts between colons, those inside `«…»` left alone. */
function split(text: string): string[] {
  return [...text.matchAll(/(?:«[^»]*»|[^:])+/g)].map(([part]) => part);
}

function readTmpfs(text: string, index: number): Mount {
  const [target = '', words = ''] = split(text);
  const options = words.split(',').filter((word) => word !== '' && word !== 'rw' && word !== 'ro');
  return {
    type: 'tmpfs',
    source: '',
    target: cleanPath(target),
    read_only: words.split(',').includes('ro'),
    options: Object.fromEntries(
      options.map((word) => {
        const [name = '', value = 'true'] = word.split('=');
        return [`tmpfs.${name}`, optionText(`tmpfs.${name}`, value)];
      }),
    ),
    place: ['tmpfs', index],
  };
}
