import { PER_STACK } from '../test/setup/bulk.js';

/** A request; `{n}` in path or body stands for a number that no other request has. */
export interface Call {
  method: 'GET' | 'PUT' | 'POST';
  path: string;
  body?: string;
}

export interface Operation {
  name: string;
  kind: 'read' | 'write';
  /** Asked for one after the other. */
  calls: Call[];
  /** The same on what was inserted in bulk, in many stacks: what a bigger database could make slower. */
  in_bulk: (stacks: string[]) => Call[];
}

const API = '/api/v1/stacks';
const several = <Item>(count: number, item: (n: number) => Item) =>
  Array.from({ length: count }, (_, n) => item(n + 1));
const names = (stack: string, count: number) =>
  several(count, (n) => `${API}/${stack}/instances/${n % 10 === 1 ? 'db' : 'app'}${n}`);
const get = (path: string): Call => ({ method: 'GET', path });
const send = (method: 'PUT' | 'POST', path: string, body: object): Call => ({
  method,
  path,
  body: JSON.stringify(body),
});

const ENV_VARS = { env_vars: several(10, (n) => ({ key: `KEY_${n}`, value: `{n} of ${n}` })) };
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
    calls: [send('POST', `${API}/twenty/clone`, { name: 's{n}' })],
    in_bulk: () => [send('POST', `${API}/twenty/clone`, { name: 's{n}' })],
  },
];

/** The floor: the least that an answer with a statement can cost. */
export const FLOOR: Call = get('/floor');
