import type { TextRule } from '../common/fields.js';
import { nearest } from '../common/nearest.js';

/** The keys of a service that the Compose specification has and nothing but an option holds, or holds whole. */
const KEYS = [
  ...['annotations', 'attach', 'blkio_config', 'build', 'cap_add', 'cap_drop', 'cgroup', 'cgroup_parent', 'cpu_count'],
  ...['cpu_percent', 'cpu_period', 'cpu_quota', 'cpu_rt_period', 'cpu_rt_runtime', 'cpu_shares', 'cpus', 'cpuset'],
  ...['credential_spec', 'deploy', 'develop', 'device_cgroup_rules', 'devices', 'dns', 'dns_opt', 'dns_search'],
  ...[
    'domainname',
    'entrypoint',
    'env_file',
    'expose',
    'extends',
    'external_links',
    'extra_hosts',
    'gpus',
    'group_add',
  ],
  ...['hostname', 'init', 'ipc', 'isolation', 'label_file', 'links', 'logging', 'mac_address', 'mem_limit'],
  ...['mem_reservation', 'mem_swappiness', 'memswap_limit', 'models', 'network_mode', 'networks', 'oom_kill_disable'],
  ...[
    'oom_score_adj',
    'pid',
    'pids_limit',
    'platform',
    'post_start',
    'pre_start',
    'pre_stop',
    'privileged',
    'profiles',
  ],
  ...['provider', 'pull_policy', 'pull_refresh_after', 'read_only', 'runtime', 'scale', 'secrets', 'security_opt'],
  ...['shm_size', 'stdin_open', 'stop_grace_period', 'stop_signal', 'storage_opt', 'sysctls', 'tty', 'ulimits'],
  ...['use_api_socket', 'userns_mode', 'uts', 'volumes_from', 'working_dir'],
];

/** Keys that may join another service's namespace. */
export const JOINING_KEYS = ['network_mode', 'ipc', 'pid'];

/** What a setting or another facet could not take of its key: a command that resets the image's, a check's start interval. */
const PARTLY_KEPT = ['command', 'configs', 'healthcheck', 'tmpfs', 'user'];

/** Where a key stands that has a place of its own. */
export const HOMES: ReadonlyMap<string, string> = new Map([
  ['container_name', 'instance_id, after which the container is called'],
  ['depends_on', 'the dependencies of the template'],
  ['environment', 'env_vars'],
  ['image', 'image_name and image_tag'],
  ['labels', 'labels'],
  ['ports', 'ports'],
  ['restart', 'restart_policy'],
  ['volumes', 'volumes'],
  ['x-devarch', 'secrets, domains and the other fields that it stands for'],
]);

const KNOWN: ReadonlySet<string> = new Set([...KEYS, ...PARTLY_KEPT]);

/** A key that Compose would refuse is refused here, with the nearest one; what has a place of its own, with that. */
export const optionKeyRule: TextRule = {
  allowed: 'a key of a Compose service that has no place of its own, or one that starts with x-',
  test: (key) => !HOMES.has(key) && (KNOWN.has(key) || (key.startsWith('x-') && key.length > 2)),
  suggest: (key) => HOMES.get(key) ?? nearest(key, [...HOMES.keys(), ...KNOWN])[0],
};
