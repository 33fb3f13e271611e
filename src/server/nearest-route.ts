import { editDistance } from '../common/nearest.js';

/** A route as the router has it: `:name` stands for one segment, a `*` at the end for all that follow. */
export interface Route {
  path: string;
  methods: readonly string[];
}

const PREFIX = ['api', 'v1'];

/** What people call things that have another name in addresses. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  template: 'services',
  templates: 'services',
  env: 'env-vars',
  environment: 'env-vars',
  'config-files': 'files',
  swagger: 'docs',
  'api-docs': 'docs',
};

/** The address that was probably meant: that of the nearest route, with the names that were given; null where none is near. */
export function nearestAddress(routes: readonly Route[], method: string, path: string): string | null {
  const parts = path.split('/').filter((part) => part !== '');
  const rest = parts.slice(parts[0] === 'api' ? 1 : 0);
  const below = [...PREFIX, ...rest.slice(/^v\d+$/.test(rest[0] ?? '') ? 1 : 0)];
  const found = [parts, below].flatMap((given) => routes.map((route) => match(route, method, given)));
  const [best] = found.filter(({ cost }) => cost < Infinity).toSorted((one, other) => one.cost - other.cost);
  return best && best.address !== path ? best.address : null;
}

interface Match {
  address: string;
  cost: number;
}

/** How far the given segments are from a route; one that they match but for the method is a little further. */
function match({ path, methods }: Route, method: string, given: string[]): Match {
  const wanted = path.split('/').slice(1);
  const open = wanted.at(-1) === '*';
  if (open ? given.length < wanted.length : given.length !== wanted.length) return { address: '', cost: Infinity };
  let cost = methods.includes(method) ? 0 : 0.5;
  const segments = given.map((segment, index) => {
    const name = wanted[index] ?? '*';
    if (name === '*' || name.startsWith(':')) return segment;
    cost += distance(segment, name);
    return name;
  });
  return { address: `/${segments.join('/')}`, cost };
}

function distance(given: string, name: string): number {
  const plain = given.toLowerCase().replaceAll('_', '-');
  if (plain === name) return given === name ? 0 : 0.1;
  if (OTHER_NAMES[plain] === name) return 0.2;
  const limit = Math.max(1, Math.floor(name.length / 3));
  const letters = editDistance(plain, name, limit);
  if (letters <= limit) return letters;
  return plain.length > 2 && name.includes(plain) ? limit + 1 : Infinity;
}
