import type { Container, PodSpec, SecurityContext } from 'kubernetes-types/core/v1.js';
import { booleanOf, countOf, pairsOf, textsOf } from '../../compose-file/option-values.js';
import { type Expressed, filled, loss, type PartLoss } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { readItems, readKey } from './options.js';
import { isClaim } from './storage.js';

export const SECURITY_KEYS = ['cap_add', 'cap_drop', 'privileged', 'read_only', 'security_opt', 'group_add', 'sysctls'];

interface Security {
  container: Pick<Container, 'securityContext'>;
  pod: Pick<PodSpec, 'securityContext'>;
}

/** The sysctls that a cluster allows unasked; any other one keeps the pod from starting. */
const SAFE_SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_syncookies',
]);
const NO_NEW_PRIVILEGES = /^no-new-privileges(:true|=true)?$/;
const MAX_ID = 2_147_483_647;

/** Who the container runs as, and what it may do. */
export function security(instance: ResolvedInstance): Expressed<Security> {
  const { options } = instance;
  const user = runAs(instance.user);
  const capabilities = [
    readItems(options, 'cap_add', textsOf, capability),
    readItems(options, 'cap_drop', textsOf, capability),
  ];
  const [add = [], drop = []] = capabilities.map(({ value }) => value);
  const privileged = readKey(options, 'privileged', booleanOf);
  const read_only = readKey(options, 'read_only', booleanOf);
  const profiles = readItems(options, 'security_opt', textsOf, (option) =>
    securityOption(option, privileged.value === true, add),
  );
  const groups = readItems(options, 'group_add', textsOf, idOf);
  const sysctls = readItems(options, 'sysctls', pairsOf, ([name, value]) =>
    SAFE_SYSCTLS.has(name) && value !== null ? { name, value } : undefined,
  );
  const context: SecurityContext = filled({
    ...user.value,
    privileged: privileged.value,
    readOnlyRootFilesystem: read_only.value,
    capabilities: filled({ add, drop }),
    ...Object.assign({}, ...profiles.value),
  });
  const group = user.value.runAsGroup ?? user.value.runAsUser;
  const pod = filled({
    fsGroup: instance.volumes.some(isClaim) && group !== 0 ? group : undefined,
    supplementalGroups: groups.value,
    sysctls: sysctls.value,
  });
  const parts = [user, ...capabilities, privileged, read_only, profiles, groups, sysctls];
  return {
    value: { container: filled({ securityContext: context }), pod: filled({ securityContext: pod }) },
    losses: parts.flatMap(({ losses }) => losses),
  };
}

/** `1000`, `1000:1000` and `root`; any other name is one that only the image knows. */
function runAs(user: string | null): Expressed<Pick<SecurityContext, 'runAsUser' | 'runAsGroup'>> {
  if (user === null) return { value: {}, losses: [] };
  const [name = '', group] = user.split(':');
  const [runAsUser, runAsGroup] = [idOf(name), group === undefined ? undefined : idOf(group)];
  const losses: PartLoss[] = [];
  if (runAsUser === undefined)
    losses.push(loss('user-name', '/user_spec', 'Kubernetes takes numbers only; the image decides who it runs as'));
  else if (group !== undefined && runAsGroup === undefined)
    losses.push(loss('group-name', '/user_spec', 'Kubernetes takes numbers only; the image decides on the group'));
  return { value: runAsUser === undefined ? {} : filled({ runAsUser, runAsGroup }), losses };
}

function idOf(text: string): number | undefined {
  const id = text === 'root' ? 0 : countOf(text);
  return id !== undefined && id <= MAX_ID ? id : undefined;
}

function capability(text: string): string | undefined {
  const name = text.toUpperCase().replace(/^CAP_/, '');
  return /^[A-Z_]{1,63}$/.test(name) ? name : undefined;
}

/** Kubernetes refuses to forbid new privileges to what has them all. */
function securityOption(option: string, privileged: boolean, add: string[]): SecurityContext | undefined {
  const has_all = privileged || add.includes('SYS_ADMIN') || add.includes('ALL');
  if (NO_NEW_PRIVILEGES.test(option)) return has_all ? undefined : { allowPrivilegeEscalation: false };
  return /^seccomp[:=]unconfined$/.test(option) ? { seccompProfile: { type: 'Unconfined' } } : undefined;
}
