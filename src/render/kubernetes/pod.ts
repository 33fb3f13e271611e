import type { Container, HostAlias, PodSpec } from 'kubernetes-types/core/v1.js';
import { isIP } from 'node:net';
import { booleanOf, pairsOf, secondsOf, textsOf } from '../../compose-file/option-values.js';
import { type Expressed, filled } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { scalarText } from '../../compose-file/scalars.js';
import { readItems, readKey } from './options.js';

export const POD_KEYS = [
  ...['working_dir', 'tty', 'stdin_open', 'pull_policy', 'stop_grace_period', 'hostname', 'platform', 'pid', 'ipc'],
  ...['dns', 'dns_search', 'dns_opt', 'extra_hosts', 'init'],
];

type Part = Partial<Omit<Container, 'name'>>;

const PULL_POLICIES = new Map([
  ['always', 'Always'],
  ['never', 'Never'],
  ['missing', 'IfNotPresent'],
  ['if_not_present', 'IfNotPresent'],
]);
/** More of them are refused. */
const MAX_SERVERS = 3;
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** What a Compose file says of the process itself. */
export function processOptions({ options }: ResolvedInstance): Expressed<Part> {
  const workingDir = readKey(options, 'working_dir', scalarText);
  const tty = readKey(options, 'tty', booleanOf);
  const stdin = readKey(options, 'stdin_open', booleanOf);
  const imagePullPolicy = readKey(options, 'pull_policy', (value) => PULL_POLICIES.get(scalarText(value) ?? ''));
  const value = { workingDir: workingDir.value, tty: tty.value, stdin: stdin.value };
  return {
    value: filled({ ...value, imagePullPolicy: imagePullPolicy.value }),
    losses: [workingDir, tty, stdin, imagePullPolicy].flatMap(({ losses }) => losses),
  };
}

/** What it says of the surroundings of the process. The name of a pod of a StatefulSet is always its host name. */
export function podOptions({ options }: ResolvedInstance, is_stateful: boolean): Expressed<Partial<PodSpec>> {
  const grace = readKey(options, 'stop_grace_period', secondsOf);
  const hostname = readKey(options, 'hostname', (value) => (is_stateful ? undefined : matching(LABEL, value)));
  const platform = readKey(options, 'platform', nodeSelector);
  const hostPID = readKey(options, 'pid', (value) => (value === 'host' ? true : undefined));
  const hostIPC = readKey(options, 'ipc', (value) => (value === 'host' ? true : undefined));
  /** Without one, which is the default, there is nothing to say. */
  const init = readKey(options, 'init', (value) => (booleanOf(value) === false ? false : undefined));
  const dns = dnsOptions(options);
  const value = filled({
    terminationGracePeriodSeconds: grace.value,
    hostname: hostname.value,
    nodeSelector: platform.value,
    hostPID: hostPID.value,
    hostIPC: hostIPC.value,
    ...dns.value,
  });
  return { value, losses: [grace, hostname, platform, hostPID, hostIPC, init, dns].flatMap(({ losses }) => losses) };
}

/** Name servers and hosts besides those of the cluster, whose own names go on working. */
function dnsOptions(options: Record<string, unknown>): Expressed<Pick<PodSpec, 'dnsConfig' | 'hostAliases'>> {
  const servers = readItems(options, 'dns', textsOf, (text, index) =>
    isIP(text) > 0 && index < MAX_SERVERS ? text : undefined,
  );
  const searches = readItems(options, 'dns_search', textsOf, (text) =>
    matching(/^[a-z0-9]([-.a-z0-9]{0,250}[a-z0-9])?$/, text),
  );
  const dns = readItems(options, 'dns_opt', textsOf, dnsOption);
  const hosts = readItems(options, 'extra_hosts', (value) => pairsOf(value, /[=:]/), hostAlias);
  const dnsConfig = filled({ nameservers: servers.value, searches: searches.value, options: dns.value });
  return {
    value: filled({ dnsConfig, hostAliases: hosts.value }),
    losses: [servers, searches, dns, hosts].flatMap(({ losses }) => losses),
  };
}

function dnsOption(text: string): { name: string; value?: string } | undefined {
  const [name = '', value] = text.split(':');
  return name === '' ? undefined : { name, ...(value !== undefined && { value }) };
}

function hostAlias([host, address]: [string, string | null]): HostAlias | undefined {
  const ip = address?.replace(/^\[(.*)\]$/, '$1') ?? '';
  const is_host = host.split('.').every((label) => LABEL.test(label));
  return isIP(ip) > 0 && is_host ? { ip, hostnames: [host] } : undefined;
}

/** `linux/arm64` as the labels that nodes have. */
function nodeSelector(value: unknown): Record<string, string> | undefined {
  const [, os, arch] = /^([a-z]+)\/([a-z0-9]+)$/.exec(scalarText(value) ?? '') ?? [];
  return os === undefined || arch === undefined ? undefined : { 'kubernetes.io/os': os, 'kubernetes.io/arch': arch };
}

function matching(rule: RegExp, value: unknown): string | undefined {
  const text = scalarText(value);
  return text !== undefined && rule.test(text) ? text : undefined;
}
