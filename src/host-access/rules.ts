import { FACETS } from '../facets/facets.js';
import type { Facet } from '../facets/facet.js';
import { openAdminPort } from './admin-ports.js';
import { buildFromHost, filesOfHost, keysOfHost } from './host-files.js';
import { engineSocket, pathOutside, sensitivePath } from './host-paths.js';
import {
  anyEntry,
  anyValue,
  buildOnHost,
  namespaceOfHost,
  privilegedHooks,
  type Spot,
  strongCapabilities,
  switchedOn,
  unconfined,
} from './spots.js';

/** What every rule says of the thing that it finds. */
interface Said {
  id: string;
  /** Continues a sentence that begins with the place. */
  says: string;
  /** What to do instead. */
  advice: string;
}

/** A rule about the value of an option. */
interface KeyRule extends Said {
  key: string;
  finds(value: unknown): Spot[];
}

/** A rule about the items of a facet. */
export interface ItemRule<Spec extends object = object> extends Said {
  facet: Facet<Spec>;
  /** The column whose value it looks into; none where a spot begins with its column. */
  column?: string;
  finds(item: Spec): Spot[];
}

const LEAVE_OUT = 'Leave it out, so that the container keeps a namespace of its own.';
const MOUNT_LESS = 'Use a named volume, or a folder below the project (./data).';

const READ_LESS = 'Keep it below the project (./app).';

/** Ways to the host through options. */
const KEY_RULES: readonly KeyRule[] = [
  {
    ...{ id: 'privileged', key: 'privileged', finds: switchedOn },
    says: 'gives the container every right that the host has',
    advice: 'Leave it out, and name single capabilities in cap_add.',
  },
  namespace('host-network', 'network_mode', 'puts the container on the network of the host'),
  namespace('host-processes', 'pid', 'shows the container every process of the host'),
  namespace('host-ipc', 'ipc', 'shares the memory of the processes of the host'),
  namespace('host-users', 'userns_mode', 'takes away the mapping of users, so that root is root of the host'),
  namespace('host-name', 'uts', 'lets the container change the name of the host'),
  namespace('host-cgroup', 'cgroup', 'shows the container the control groups of the host'),
  {
    ...{ id: 'capability', key: 'cap_add', finds: strongCapabilities },
    says: 'gives a capability with which a container gets past its borders',
    advice: 'Name the smallest capability that does, such as NET_BIND_SERVICE.',
  },
  {
    ...{ id: 'device', key: 'devices', finds: anyEntry },
    says: 'gives the container a device of the host',
    advice: 'Leave it out, unless the container is there for that device.',
  },
  {
    ...{ id: 'device', key: 'device_cgroup_rules', finds: anyEntry },
    says: 'lets the container use devices of the host',
    advice: 'Leave it out, unless the container is there for those devices.',
  },
  {
    ...{ id: 'unconfined', key: 'security_opt', finds: unconfined },
    says: 'switches off what keeps the container from the kernel of the host',
    advice: 'Leave it out, or name a profile of your own.',
  },
  {
    ...{ id: 'engine-socket', key: 'use_api_socket', finds: switchedOn },
    says: 'hands the container engine to the container, which makes it root of the host',
    advice: 'Leave it out, or put a proxy between that passes on only what is needed.',
  },
  ...['post_start', 'pre_stop'].map((key) => ({
    ...{ id: 'privileged', key, finds: privilegedHooks },
    says: 'runs a step with every right that the host has',
    advice: 'Leave privileged out of it.',
  })),
  {
    ...{ id: 'privileged', key: 'build', finds: buildOnHost },
    says: 'builds with rights of the host',
    advice: 'Leave privileged, entitlements and the network of the host out of the build.',
  },
  {
    ...{ id: 'host-keys', key: 'build', finds: keysOfHost },
    says: 'lends the build the keys with which its owner logs in elsewhere',
    advice: 'Leave ssh out of the build.',
  },
  {
    ...{ id: 'host-path', key: 'build', finds: buildFromHost },
    says: 'builds from a folder of the host outside the project',
    advice: READ_LESS,
  },
  ...['env_file', 'label_file'].map((key) => ({
    ...{ id: 'host-path', key, finds: filesOfHost },
    says: 'reads a file of the host outside the project',
    advice: READ_LESS,
  })),
  {
    ...{ id: 'host-program', key: 'provider', finds: anyValue },
    says: 'has a program of the host run the service, outside of every container',
    advice: 'Leave it out, and name an image.',
  },
];

/** Every way to the host that is known. */
export const ITEM_RULES: readonly ItemRule[] = [
  ...KEY_RULES.map(ofOption),
  item(FACETS.volumes, {
    ...{ id: 'engine-socket', finds: engineSocket },
    says: 'mounts the socket of the container engine, which makes the container root of the host, read-only or not',
    advice: 'Leave it out, or put a proxy between that passes on only what is needed.',
  }),
  item(FACETS.volumes, {
    ...{ id: 'sensitive-path', finds: sensitivePath },
    says: 'mounts a folder of the host that holds the system or what belongs to people',
    advice: MOUNT_LESS,
  }),
  item(FACETS.volumes, {
    ...{ id: 'host-path', finds: pathOutside },
    says: 'mounts a folder of the host outside the project',
    advice: MOUNT_LESS,
  }),
  item(FACETS.ports, {
    ...{ id: 'open-port', finds: openAdminPort },
    says: 'publishes a port of administration on every address of the host',
    advice: 'Publish it on 127.0.0.1.',
  }),
];

function namespace(id: string, key: string, says: string): KeyRule {
  return { id, key, finds: namespaceOfHost, says, advice: LEAVE_OUT };
}

/** Two options never find the same. */
function ofOption({ key, finds, ...said }: KeyRule): ItemRule {
  return item(FACETS.options, {
    ...{ ...said, column: 'value' },
    finds: (option) => {
      if (option.key !== key) return [];
      return finds(option.value).map((spot) => ({ ...spot, marks: spot.marks.map((mark) => `${key} ${mark}`) }));
    },
  });
}

function item<Spec extends object>(facet: Facet<Spec>, rule: Omit<ItemRule<Spec>, 'facet'>): ItemRule<Spec> {
  return { facet, ...rule };
}
