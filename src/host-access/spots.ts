import { isObject } from '../common/fields.js';

/** One thing in a value that reaches the host. */
export interface Spot {
  /** Where it is below the value that was looked at. */
  path: (string | number)[];
  /** What it is, to tell whether it was there before: all of them have to be. Never shown, as values stand in it. */
  marks: string[];
  /** What exactly, in words of ours. */
  detail?: string;
}

const OFF = new Set<unknown>([undefined, null, false, 'false', 'no', 'off', 'n', '']);

/** A key of Compose that is on or off; what is neither counts as on. */
export function switchedOn(value: unknown): Spot[] {
  return OFF.has(typeof value === 'string' ? value.toLowerCase() : value) ? [] : [{ path: [], marks: ['on'] }];
}

/** The word that asks for a namespace of the host. */
export function namespaceOfHost(value: unknown): Spot[] {
  return said(value, (word) => word === 'host').map((spot) => ({ path: [], ...spot }));
}

const CAPABILITIES = new Set([
  ...['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_PTRACE', 'SYS_BOOT', 'SYS_TIME', 'SYSLOG', 'BPF', 'PERFMON'],
  ...['DAC_READ_SEARCH', 'MAC_ADMIN', 'MAC_OVERRIDE'],
]);

/** Capabilities with which a container gets past its borders. */
export function strongCapabilities(value: unknown): Spot[] {
  return inList(value, (word) => CAPABILITIES.has(word.toUpperCase().replace(/^CAP_/, '')));
}

const UNCONFINED = /^(seccomp|apparmor|systempaths)[=:]unconfined$|^label[=:](?:disable|type:spc_t)$/i;

/** Security options that take a border away. */
export function unconfined(value: unknown): Spot[] {
  return inList(value, (word) => UNCONFINED.test(word));
}

/** A key that is there at all. */
export function anyValue(value: unknown): Spot[] {
  return value === undefined || value === null ? [] : [{ path: [], marks: [JSON.stringify(value)] }];
}

/** Every entry of a list, or of a single value in its place. */
export function anyEntry(value: unknown): Spot[] {
  return listOf(value).map((entry, index) => ({ path: [index], marks: [JSON.stringify(entry)] }));
}

/** Steps before or after a container that run with every right. */
export function privilegedHooks(value: unknown): Spot[] {
  return listOf(value).flatMap((hook, index) =>
    isObject(hook) ? below([index, 'privileged'], switchedOn(hook.privileged)) : [],
  );
}

/** A build that may do on the host what its containers may not. */
export function buildOnHost(value: unknown): Spot[] {
  if (!isObject(value)) return [];
  return [
    ...below(['privileged'], switchedOn(value.privileged)),
    ...below(['network'], namespaceOfHost(value.network)),
    ...below(
      ['entitlements'],
      inList(value.entitlements, (word) => ['security.insecure', 'network.host'].includes(word)),
    ),
  ];
}

function below(path: Spot['path'], spots: Spot[]): Spot[] {
  return spots.map((spot) => {
    return { ...spot, path: [...path, ...spot.path], marks: spot.marks.map((mark) => `${path.at(-1)} ${mark}`) };
  });
}

function inList(value: unknown, test: (word: string) => boolean): Spot[] {
  return listOf(value).flatMap((entry, index) => said(entry, test).map((spot) => ({ path: [index], ...spot })));
}

/** A word that is meant, or that a variable could bring in. */
function said(value: unknown, test: (word: string) => boolean): Omit<Spot, 'path'>[] {
  if (typeof value !== 'string') return [];
  if (test(value.trim())) return [{ marks: [value.trim()] }];
  return hasVariable(value) ? [{ marks: [value], detail: 'a variable in it may say so' }] : [];
}

/** `$$` stands for a dollar sign alone. */
export function hasVariable(text: string): boolean {
  return text.replaceAll('$$', '').includes('$');
}

/** A list as it is, a single value as a list of it. */
export function listOf(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : [value].flat();
}
