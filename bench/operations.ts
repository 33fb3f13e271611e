import { PER_STACK } from '../test/setup/bulk.js';
import { COMPOSE_FILE } from './compose-file.js';

/** A request; `{n}` in path or body stands for a number that no other request has. */
export interface Call {
  method: 'GET' | 'PUT' | 'PATCH' | 'POST';
  path: string;
  body?: string;
}

export interface Operation {
  name: string;
  kind: 'read' | 'write';
  /** Asked for one after the other. */
  calls: Call[];
  /** Measured of the server alone: the same answer by hand would be most of the server. */
  is_alone?: boolean;
  /** Takes so much that a tenth of the requests says as much. */
  is_costly?: boolean;
  /** The same on what was inserted in bulk, in many stacks: what a bigger database could make slower. */
  in_bulk: (stacks: string[]) => Call[];
}

const API = '/api/v1/stacks';
const TEMPLATES = '/api/v1/services';
const several = <Item>(count: number, item: (n: number) => Item) =>
  Array.from({ length: count }, (_, n) => item(n + 1));
const names = (stack: string, count: number) =>
  several(count, (n) => `${API}/${stack}/instances/${n % 10 === 1 ? 'db' : 'app'}${n}`);
const get = (path: string): Call => ({ method: 'GET', path });
const send = (method: 'PUT' | 'PATCH' | 'POST', path: string, body: object): Call => ({
  method,
  path,
  body: JSON.stringify(body),
});

const ENV_VARS = { env_vars: several(10, (n) => ({ key: `KEY_${n}`, value: `{n} of ${n}` })) };
const ONE_VARIABLE = { set: [{ key: 'KEY_1', value: '{n}' }] };
const IMPORT = send('POST', `${API}/import?dry_run=true`, { format: 'compose', name: 'i{n}', content: COMPOSE_FILE });
const inEach = (stacks: string[], call: (instance: string, stack: string) => Call) =>
  stacks.map((stack, n) => call(`${API}/${stack}/instances/i${1 + (n % PER_STACK)}`, `${API}/${stack}`));

export const OPERATIONS: Operation[] = [
  {
    name: 'list of 50 instances',
    kind: 'read',
    calls: [get(`${API}/fifty/instances?limit=50`)],
    in_bulk: (stacks) => inEach(stacks, (_, stack) => get(`${stack}/instances?limit=50`)),
  },
  {
    name: 'get instance',
    kind: 'read',
    calls: names('fifty', 50).map(get),
    in_bulk: (stacks) => inEach(stacks, get),
  },
  {
    name: 'effective config',
    kind: 'read',
    calls: names('fifty', 50).map((path) => get(`${path}/effective-config`)),
    in_bulk: (stacks) => inEach(stacks, (instance) => get(`${instance}/effective-config`)),
  },
  {
    name: 'effective config that refers',
    kind: 'read',
    is_alone: true,
    calls: several(10, (n) => get(`${API}/referring/instances/app${n}/effective-config`)),
    in_bulk: () => several(10, (n) => get(`${API}/referring/instances/app${n}/effective-config`)),
  },
  {
    name: 'get stack of 50',
    kind: 'read',
    calls: [get(`${API}/fifty`)],
    in_bulk: (stacks) => inEach(stacks, (_, stack) => get(stack)),
  },
  {
    name: 'list of 1 stack of 50',
    kind: 'read',
    calls: [get(`${API}?limit=1`)],
    in_bulk: () => [get(`${API}?limit=1`)],
  },
  {
    name: 'list of 100 stacks of 50',
    kind: 'read',
    is_costly: true,
    calls: [get(`${API}?limit=100`)],
    in_bulk: () => [get(`${API}?limit=20`)],
  },
  {
    name: 'list of 50 templates',
    kind: 'read',
    calls: [get(`${TEMPLATES}?limit=50`)],
    in_bulk: () => [get(`${TEMPLATES}?limit=50`)],
  },
  {
    name: 'findings of 50 instances',
    kind: 'read',
    is_alone: true,
    is_costly: true,
    calls: [get(`${API}/fifty/findings`)],
    in_bulk: (stacks) => inEach(stacks, (_, stack) => get(`${stack}/findings`)),
  },
  {
    name: 'compose of 10 instances',
    kind: 'read',
    calls: [get(`${API}/ten/compose`)],
    in_bulk: () => [get(`${API}/ten/compose`)],
  },
  {
    name: 'put 10 env vars',
    kind: 'write',
    calls: names('busy', 63).map((path) => send('PUT', `${path}/env-vars`, ENV_VARS)),
    in_bulk: (stacks) => inEach(stacks, (instance) => send('PUT', `${instance}/env-vars`, ENV_VARS)),
  },
  {
    name: 'patch 1 env var',
    kind: 'write',
    calls: names('busy', 63).map((path) => send('PATCH', `${path}/env-vars`, ONE_VARIABLE)),
    in_bulk: (stacks) => inEach(stacks, (instance) => send('PATCH', `${instance}/env-vars`, ONE_VARIABLE)),
  },
  {
    name: 'create instance',
    kind: 'write',
    calls: [send('POST', `${API}/made/instances`, { instance_id: 'c{n}', template: 'bench-app' })],
    in_bulk: (stacks) =>
      inEach(stacks, (_, stack) => send('POST', `${stack}/instances`, { instance_id: 'c{n}', template: 'bench-app' })),
  },
  {
    name: 'duplicate with 20 override rows',
    kind: 'write',
    calls: [send('POST', `${API}/busy/instances/app64/duplicate`, { instance_id: 'd{n}' })],
    in_bulk: () => [send('POST', `${API}/busy/instances/app64/duplicate`, { instance_id: 'd{n}' })],
  },
  {
    name: 'clone of 20 instances',
    kind: 'write',
    is_costly: true,
    calls: [send('POST', `${API}/twenty/clone`, { name: 's{n}' })],
    in_bulk: () => [send('POST', `${API}/twenty/clone`, { name: 's{n}' })],
  },
  {
    name: 'dry import of 20 services',
    kind: 'write',
    is_alone: true,
    is_costly: true,
    calls: [IMPORT],
    in_bulk: () => [IMPORT],
  },
];

/** The floor: the least that an answer with a statement can cost. */
export const FLOOR: Call = get('/floor');
