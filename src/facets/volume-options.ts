import type { ObjectRule } from '../common/fields.js';
import { isObject } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import { labelKeyRule } from './values.js';

/** What a mount says beyond its two paths, and what its named volume is made with: only what differs from the default. */
export interface VolumeOptions {
  propagation?: string;
  recursive?: string;
  selinux?: string;
  create_host_path?: false;
  consistency?: string;
  nocopy?: true;
  subpath?: string;
  size?: number;
  mode?: string;
  flags?: string;
  driver?: string;
  driver_opts?: Record<string, string>;
  labels?: Record<string, string>;
}

export type VolumeOptionName = keyof VolumeOptions;
export type VolumeType = 'bind' | 'named' | 'tmpfs';

/** One option: the kinds of mount that it means something for, what it takes, and whether it is one of the volume itself. */
interface VolumeOption {
  on: readonly VolumeType[];
  schema: object;
  allowed: string;
  test: (value: unknown) => boolean;
  of_volume?: true;
}

const MAX_ENTRIES = 100;
const MAX_TEXT = LIMITS.mount_option;

/** Every option, in the words of Compose. `flags` are those of an in-memory file system that have no name of their own. */
export const VOLUME_OPTIONS = {
  propagation: { on: ['bind'], ...oneOf('rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave') },
  recursive: { on: ['bind'], ...oneOf('enabled', 'disabled', 'writable', 'readonly') },
  selinux: { on: ['bind', 'named'], ...oneOf('z', 'Z') },
  create_host_path: { on: ['bind'], ...only(false) },
  consistency: { on: ['bind', 'named', 'tmpfs'], ...oneOf('consistent', 'cached', 'delegated', 'default') },
  nocopy: { on: ['named'], ...only(true) },
  subpath: { on: ['named'], ...text(isSubpath, 'a relative path without ".."') },
  size: {
    on: ['tmpfs'],
    schema: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    allowed: 'a number of bytes',
    test: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  },
  mode: { on: ['tmpfs'], ...text((value) => /^[0-7]{4}$/.test(value), 'an octal mode such as 1777') },
  flags: { on: ['tmpfs'], ...text((value) => /^[^\s:,]+(,[^\s:,]+)*$/.test(value), 'words with commas between them') },
  driver: { on: ['named'], of_volume: true, ...text((value) => /^\S+$/.test(value), 'the name of a volume driver') },
  driver_opts: { on: ['named'], of_volume: true, ...texts((key) => key !== '', 'a map of texts') },
  labels: {
    on: ['named'],
    of_volume: true,
    ...texts(labelKeyRule.test, `a map of texts, each key ${labelKeyRule.allowed}`),
  },
} as const satisfies Record<VolumeOptionName, VolumeOption>;

export const VOLUME_OPTION_NAMES = Object.keys(VOLUME_OPTIONS) as VolumeOptionName[];

/** The options that say how the volume itself is made, and those that say how it is mounted. */
export const OPTIONS_OF_VOLUME = VOLUME_OPTION_NAMES.filter((name) => 'of_volume' in VOLUME_OPTIONS[name]);

/** Whether an option means something for a kind of mount. */
export function suits(name: VolumeOptionName, volume_type: string): boolean {
  return VOLUME_OPTIONS[name].on.some((type) => type === volume_type);
}

/** What an option stands beside. */
export interface OptionedMount {
  volume_type: string;
  source: string;
  target: string;
  is_external: boolean;
  options: VolumeOptions;
}

/**
 * The options that mean something for this mount: those of the volume itself only where it is a named one of the stack, and
 * flags only where the path has no colon, because nothing but the key `tmpfs` takes them, behind a colon.
 */
export function optionsInEffect({ options, volume_type, source, target, is_external }: OptionedMount): VolumeOptions {
  const own = source !== '' && !is_external;
  const sayable = (name: VolumeOptionName) => name !== 'flags' || !target.includes(':');
  const names = VOLUME_OPTION_NAMES.filter(
    (name) => suits(name, volume_type) && sayable(name) && (own || !OPTIONS_OF_VOLUME.includes(name)),
  );
  return picked(options, names);
}

/** Some of the options, in the order of all. */
export function picked(options: VolumeOptions, names: readonly VolumeOptionName[]): VolumeOptions {
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

export const volumeOptionsRule: ObjectRule = {
  explain: (value) => {
    const known = `an object with any of ${VOLUME_OPTION_NAMES.join(', ')}`;
    const wrong = isObject(value) ? Object.keys(value).find((key) => !isSound(key, value[key])) : undefined;
    const option = wrong === undefined ? undefined : optionOf(wrong);
    if (option) return `an object whose ${wrong} is ${option.allowed}`;
    return wrong === undefined ? known : `${known}, not ${wrong.slice(0, 40)}`;
  },
  test: (value) => Object.entries(value).every(([key, part]) => isSound(key, part)),
  schema: {
    properties: Object.fromEntries(VOLUME_OPTION_NAMES.map((name) => [name, VOLUME_OPTIONS[name].schema])),
    additionalProperties: false,
  },
};

function isSound(key: string, value: unknown): boolean {
  return optionOf(key)?.test(value) === true;
}

function optionOf(key: string): VolumeOption | undefined {
  const name = VOLUME_OPTION_NAMES.find((known) => known === key);
  return name && VOLUME_OPTIONS[name];
}

function oneOf(...words: string[]) {
  const test = (value: unknown) => words.some((word) => word === value);
  return { schema: { type: 'string', enum: words }, allowed: `one of ${words.join(', ')}`, test };
}

/** An option whose other value is the default, which is left out. */
function only(said: boolean) {
  const allowed = `${said}, or left out`;
  return { schema: { type: 'boolean', enum: [said] }, allowed, test: (value: unknown) => value === said };
}

function text(rule: (value: string) => boolean, allowed: string) {
  const test = (value: unknown) => isText(value) && value !== '' && rule(value);
  return { schema: { type: 'string', minLength: 1, maxLength: MAX_TEXT }, allowed, test };
}

function texts(keyRule: (key: string) => boolean, allowed: string) {
  const schema = {
    type: 'object',
    additionalProperties: { type: 'string' },
    minProperties: 1,
    maxProperties: MAX_ENTRIES,
  };
  const test = (value: unknown) => {
    const entries = isObject(value) ? Object.entries(value) : [];
    if (entries.length === 0 || entries.length > MAX_ENTRIES) return false;
    return entries.every(([key, part]) => isText(key) && keyRule(key) && isText(part));
  };
  return { schema, allowed, test };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

function isSubpath(value: string): boolean {
  return !value.startsWith('/') && !value.split('/').includes('..');
}
