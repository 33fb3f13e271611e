import { PortSpec } from '../facets/ports.js';
import { VolumeSpec } from '../facets/volumes.js';
import { addedTo, hazardsOf, placeIn, placeOf } from './hazards.js';

const rulesOf = (described: Parameters<typeof hazardsOf>[0]) => hazardsOf(described).map(({ rule }) => rule);
const bind = (source: string, read_only = false) =>
  Object.assign(new VolumeSpec(), { volume_type: 'bind', source, target: '/t', read_only });
const port = (host_ip: string, container_port: number, protocol = 'tcp') =>
  Object.assign(new PortSpec(), { host_ip, host_port: 1, container_port, protocol });

it.each<[string, unknown, string[]]>([
  ['privileged', true, ['privileged']],
  ['privileged', 'true', ['privileged']],
  ['privileged', '${PRIVILEGED}', ['privileged']],
  ['privileged', false, []],
  ['privileged', 'False', []],
  ['privileged', null, []],
  ['network_mode', 'host', ['host-network']],
  ['network_mode', 'bridge', []],
  ['network_mode', 'service:host', []],
  ['network_mode', '${MODE:-bridge}', ['host-network']],
  ['network_mode', '$$host', []],
  ['pid', 'host', ['host-processes']],
  ['ipc', 'host', ['host-ipc']],
  ['ipc', 'shareable', []],
  ['userns_mode', 'host', ['host-users']],
  ['uts', 'host', ['host-name']],
  ['cgroup', 'host', ['host-cgroup']],
  ['cgroup', 'private', []],
  ['cap_add', ['NET_ADMIN', 'all', 'CAP_SYS_ADMIN'], ['capability', 'capability']],
  ['cap_add', ['IPC_LOCK', 'SYS_NICE', 'NET_BIND_SERVICE'], []],
  ['cap_add', ['${CAPABILITY}'], ['capability']],
  ['devices', ['/dev/kvm:/dev/kvm'], ['device']],
  ['devices', [{ source: '/dev/kvm' }], ['device']],
  ['devices', [], []],
  ['device_cgroup_rules', ['c 1:3 mr'], ['device']],
  ['security_opt', ['no-new-privileges:true', 'seccomp=./profile.json'], []],
  [
    'security_opt',
    ['seccomp:unconfined', 'apparmor=unconfined', 'label:disable', 'systempaths=unconfined'],
    Array.from({ length: 4 }, () => 'unconfined'),
  ],
  ['security_opt', ['label:type:spc_t', 'label=type:spc_t'], ['unconfined', 'unconfined']],
  ['security_opt', ['label:type:svirt_apache_t', 'label=user:spc_t'], []],
  ['provider', { type: 'model' }, ['host-program']],
  ['provider', null, []],
  ['env_file', '/etc/shadow', ['host-path']],
  ['env_file', ['./app.env', '../other.env', { path: '/srv/x.env', required: false }], ['host-path', 'host-path']],
  ['env_file', ['.env', { path: 'a/b.env' }, './a/../b.env'], []],
  ['env_file', '${ENV_FILE}', ['host-path']],
  ['label_file', ['~/labels', './labels'], ['host-path']],
  ['use_api_socket', true, ['engine-socket']],
  ['post_start', [{ command: 'a' }, { command: 'b', privileged: true }], ['privileged']],
  ['pre_stop', [{ command: 'b', privileged: true }], ['privileged']],
  [
    'build',
    { context: '.', network: 'host', privileged: true, entitlements: ['security.insecure'] },
    ['privileged', 'privileged', 'privileged'],
  ],
  ['build', '.', []],
  ['build', '/', ['host-path']],
  ['build', { context: '../shop' }, ['host-path']],
  ['build', { context: 'https://example.com/shop.git#main:docker', dockerfile: 'a/Dockerfile' }, []],
  ['build', 'git@example.com:shop/app.git', []],
  [
    'build',
    { additional_contexts: { home: '~', base: 'docker-image://alpine', it: 'service:app', old: 'oci-layout:///srv' } },
    ['host-path', 'host-path'],
  ],
  ['build', { additional_contexts: ['root=/root', 'here=./a', 'base=target:first'] }, ['host-path']],
  ['build', { ssh: ['default', 'own=~/.ssh/id'] }, ['host-keys', 'host-keys']],
  ['build', { ssh: { default: null } }, ['host-keys']],
  ['build', { context: './app', ssh: [], additional_contexts: {} }, []],
  ['cap_drop', ['ALL'], []],
  ['constructor', true, []],
])('of %s: %j', (key, value, expected) => {
  expect(rulesOf({ options: [{ key, value }] })).toEqual(expected);
});

it.each<[string, string[]]>([
  ['./data', []],
  ['data', []],
  ['./a/../b', []],
  ['..', ['host-path']],
  ['./a/../../b', ['host-path']],
  ['/srv/shop', ['host-path']],
  ['D:\\shop', ['host-path']],
  ['${HOME}/.ssh', ['host-path']],
  ['~', ['sensitive-path']],
  ['~/.ssh', ['sensitive-path']],
  ['/', ['sensitive-path']],
  ['//', ['sensitive-path']],
  ['/etc', ['sensitive-path']],
  ['/etc/passwd', ['sensitive-path']],
  ['/srv/../etc/', ['sensitive-path']],
  ['/etcetera', ['host-path']],
  ['/var', ['sensitive-path']],
  ['/var/lib/shop', ['host-path']],
  ['/var/run', ['sensitive-path']],
  ['/proc', ['sensitive-path']],
  ['/sys/fs/cgroup', ['sensitive-path']],
  ['/home/ann', ['sensitive-path']],
  ['/var/run/docker.sock', ['engine-socket']],
  ['/run/user/1000/podman/podman.sock', ['engine-socket']],
  ['./docker.sock', ['engine-socket']],
  ['/run/containerd/containerd.sock/', ['engine-socket']],
  ['\\\\.\\pipe\\docker_engine', ['engine-socket']],
  ['/etc/localtime', ['sensitive-path']],
])('of a bind of %s', (source, expected) => {
  expect(rulesOf({ volumes: [bind(source)] })).toEqual(expected);
});

it('of what tells the time read-only nothing is said', () => {
  expect(rulesOf({ volumes: [bind('/etc/localtime', true), bind('/usr/share/zoneinfo/UTC', true)] })).toEqual([]);
  expect(rulesOf({ volumes: [bind('/etc/passwd', true)] })).toEqual(['sensitive-path']);
});

it.each<[object, string[]]>([
  [{ device: '/etc', o: 'bind', type: 'none' }, ['sensitive-path']],
  [{ device: '/var/run/docker.sock', o: 'bind' }, ['engine-socket']],
  [{ device: ':/exports', o: 'addr=10.0.0.1', type: 'nfs' }, []],
  [{ device: 'tmpfs', type: 'tmpfs' }, []],
  [{ device: '/etc', o: 'rw,bind', type: 'nfs' }, ['sensitive-path']],
  [{ device: '/srv/a', o: 'rbind,ro', type: 'tmpfs' }, ['host-path']],
  [{ device: 'etc', o: 'rbind' }, ['sensitive-path']],
  [{ device: './data', o: 'bind' }, []],
  [{ device: '/etc', o: '${OPTIONS:-ro}', type: 'cifs' }, ['sensitive-path']],
  [{ device: '//nas/share', o: 'username=${USER},vers=3.0', type: 'cifs' }, []],
  [
    { device: 'overlay', o: 'lowerdir=/etc:/srv/a,upperdir=/root/u,workdir=/srv/w', type: 'overlay' },
    [...['sensitive-path', 'sensitive-path', 'host-path', 'host-path']],
  ],
  [{ device: 'overlay', o: 'lowerdir=etc', type: 'overlay' }, ['sensitive-path']],
  [{ device: 'proc', type: 'proc' }, ['sensitive-path']],
  [{ device: 'none', type: 'sysfs' }, ['sensitive-path']],
  [{ device: 'x', type: 'devtmpfs' }, ['sensitive-path']],
  [{ type: 'debugfs' }, ['sensitive-path']],
  [{ type: '${TYPE}' }, ['sensitive-path']],
  [{ device: 'tmpfs', type: 'tmpfs', o: 'size=100m,uid=1000' }, []],
])('of a volume that is made with %j', (driver_opts, expected) => {
  const made = Object.assign(new VolumeSpec(), { source: 'data', target: '/t', options: { driver_opts } });
  expect(rulesOf({ volumes: [made] })).toEqual(expected);
  expect(rulesOf({ volumes: [Object.assign(made, { is_external: true })] })).toEqual([]);
});

it.each<[string, number, string, string[]]>([
  ['0.0.0.0', 5432, 'tcp', ['open-port']],
  ['::', 15672, 'tcp', ['open-port']],
  ['127.0.0.1', 5432, 'tcp', []],
  ['192.168.1.5', 5432, 'tcp', []],
  ['0.0.0.0', 80, 'tcp', []],
  ['0.0.0.0', 5432, 'udp', []],
])('of %s:%d/%s', (...[host_ip, container_port, protocol, expected]) => {
  expect(rulesOf({ ports: [port(host_ip, container_port, protocol)] })).toEqual(expected);
});

it('a place is told by position and by key, and no sentence has a value', () => {
  const [found] = hazardsOf({ volumes: [bind('./a'), bind('/secret-place')] });
  expect(found && [placeIn('/volumes/1', found), placeOf(found)]).toEqual(['/volumes/1/source', '/volumes/~1t/source']);
  expect(found?.says).not.toContain('secret');
  const [capability] = hazardsOf({ options: [{ key: 'cap_add', value: ['A', 'ALL'] }] });
  expect(capability && [placeIn('/options/0', capability), placeOf(capability)]).toEqual([
    '/options/0/value/1',
    '/options/cap_add/1',
  ]);
});

it('a file outside is told by its place, and is no other one at another place', () => {
  const [found] = hazardsOf({ options: [{ key: 'env_file', value: [{ path: './a' }, { path: '/etc/shadow' }] }] });
  expect(found && [placeOf(found), found.says]).toEqual([
    '/options/env_file/1/path',
    'reads a file of the host outside the project (/etc)',
  ]);
  expect(addedTo(found ? [found] : [], hazardsOf({ options: [{ key: 'env_file', value: '/etc/shadow' }] }))).toEqual(
    [],
  );
});

describe('added is', () => {
  const added = (there: object[], given: object[]) =>
    addedTo(hazardsOf({ volumes: there }), hazardsOf({ volumes: given })).length;
  it.each<[string, object[], object[], number]>([
    ['nothing where it stays', [bind('/etc')], [bind('/etc')], 0],
    ['nothing where it moves within the container', [bind('/etc')], [Object.assign(bind('/etc'), { target: '/u' })], 0],
    ['nothing where less is allowed', [bind('/etc')], [bind('/etc', true)], 0],
    ['what may be written from now on', [bind('/etc', true)], [bind('/etc')], 1],
    ['another path', [bind('/etc')], [bind('/root'), bind('/etc')], 1],
    ['the first', [], [bind('/etc')], 1],
  ])('%s', (_, there, given, expected) => {
    expect(added(there, given)).toBe(expected);
  });
});
