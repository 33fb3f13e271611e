import { isObject } from '../../common/fields.js';
import { below, isAbsent } from '../../compose-file/parsed.js';
import { pairsOf } from '../../compose-file/option-values.js';
import { type Expressed, loss, OWN_KEY, OWN_KEYS, type PartLoss } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { DEPLOY_KEYS } from './deploy.js';
import { isReadable } from './interpolation.js';
import * as shape from './shapes.js';

const ULIMIT = shape.either(shape.integer, shape.complete({ soft: shape.integer, hard: shape.integer }));

/** The keys of a service that swarm acts upon and no facet holds. */
const KEPT = shape.record({
  cap_add: shape.texts,
  cap_drop: shape.texts,
  dns: shape.texts,
  dns_search: shape.texts,
  entrypoint: shape.words,
  extra_hosts: hostList,
  hostname: shape.text,
  init: shape.flag,
  isolation: shape.text,
  logging: shape.record({ driver: shape.text, options: shape.textMap }),
  read_only: shape.flag,
  stdin_open: shape.flag,
  stop_grace_period: shape.duration,
  stop_signal: shape.text,
  sysctls: shape.textMap,
  tty: shape.flag,
  ulimits: shape.map((key) => (/^[a-z]+$/.test(key) ? ULIMIT : undefined)),
  working_dir: shape.text,
});

const VARIABLE = 'has a $ that docker stack deploy cannot read; left out';

/** Keys that are read elsewhere. */
const READ_KEYS = new Set([...DEPLOY_KEYS, 'shm_size', 'healthcheck']);

/** Keys whose loss has a reason that is worth more than "no equivalent". */
const REASONS: Readonly<Record<string, string>> = {
  build: 'swarm runs images only: build and push it first',
  command: 'swarm cannot reset the command of the image; left out',
  configs: 'refers to configs of another file; left out',
  env_file: 'the file is not read; the variables in it are missing here',
  expose: 'is not needed: services of one network reach each other on every port',
  networks: 'refers to networks of another file; the service is in the network of its stack only',
  platform: 'swarm takes it as a placement constraint under deploy only; left out',
  privileged: 'swarm runs no privileged containers; left out',
  secrets: 'refers to secrets of another file; left out',
};

/** The keys of `options` that stay as they are, and the loss of all others. They are written for Compose already. */
export function swarmOptions({ options }: ResolvedInstance): Expressed<Record<string, unknown>> {
  const keys = Object.keys(options)
    .toSorted()
    .filter((key) => !READ_KEYS.has(key) && !isAbsent(options[key]));
  const parts = keys.map((key) => ({ key, ...readKey(key, options[key]) }));
  const kept = parts.filter((part) => part.value !== undefined).map((part) => [part.key, part.value]);
  return {
    value: Object.fromEntries(kept),
    losses: parts.flatMap(({ key, lost }) => lost.map((where) => lossOf(key, options[key], where))),
  };
}

function readKey(key: string, given: unknown): shape.Kept {
  const where = below('/options', key);
  if (OWN_KEYS.has(key) || !isReadable(given)) return { value: undefined, lost: [where] };
  if (key.startsWith('x-')) return { value: given, lost: [] };
  const kept = KEPT({ [key]: given }, '/options');
  return { value: isObject(kept.value) ? kept.value[key] : undefined, lost: kept.lost };
}

function lossOf(key: string, given: unknown, where: string): PartLoss {
  if (OWN_KEYS.has(key)) return loss('option-unsupported', where, OWN_KEY);
  if (!isReadable(given)) return loss('option-variable', where, VARIABLE);
  const reason = Object.hasOwn(REASONS, key) ? REASONS[key] : undefined;
  return loss('option-unsupported', where, reason ?? 'has no equivalent in docker stack deploy; left out');
}

/** Compose also takes `host=address`; swarm knows neither that nor the address of its own host. */
function hostList(value: unknown, where: string): shape.Kept {
  const pairs = pairsOf(value, /[=:]/);
  if (!pairs) return { value: undefined, lost: [where] };
  const hosts = pairs.map(([host, address], index) => ({
    line: `${host}:${address?.replace(/^\[(.*)\]$/, '$1')}`,
    is_known: address !== null && address !== 'host-gateway',
    where: below(where, isObject(value) ? host : index),
  }));
  const known = hosts.filter(({ is_known }) => is_known).map(({ line }) => line);
  return {
    value: known.length === 0 ? undefined : [...new Set(known)],
    lost: hosts.filter(({ is_known }) => !is_known).map((host) => host.where),
  };
}
