import { isResolved, isSecret, plainText } from './resolution.js';
import { resolverOf } from './resolve.js';
import type { Held, InstanceScope, StackScope } from './scope.js';

const held = (text: string): Held => ({ text, has_value: true, secret: false, fingerprint: null });
const sealed = (fingerprint: string): Held => ({ text: null, has_value: true, secret: true, fingerprint });
const NOTHING: Held = { text: null, has_value: false, secret: false, fingerprint: null };

function instance(
  instance_id: string,
  parts: Partial<InstanceScope> & { env?: ReadonlyMap<string, Held> } = {},
): InstanceScope {
  const container_name = `devarch-shop-${instance_id}`;
  const nothing = { env: new Map(), ports: [], domains: [], links: new Map() };
  return { instance_id, container_name, image_tag: '1', ...nothing, ...parts };
}

function stack(instances: InstanceScope[], variables: Record<string, Held> = {}): StackScope {
  return {
    ...{ name: 'shop', network_name: 'devarch-shop-net', variables: new Map(Object.entries(variables)) },
    instances: new Map(instances.map((it) => [it.instance_id, it])),
  };
}

const env = (values: Record<string, Held | string>) =>
  new Map(Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? held(value) : value]));

const DB = instance('main-db', {
  env: env({
    POSTGRES_DB: 'orders',
    POSTGRES_USER: '${{ vars.USER }}',
    POSTGRES_PASSWORD: sealed('f1'),
    EMPTY: NOTHING,
  }),
  ports: [{ container_port: 5432, protocol: 'tcp', host_port: 15432 }],
});
const SSO = instance('sso', {
  links: new Map([
    ['postgres', 'main-db'],
    ['cache', null],
  ]),
  image_tag: '26.${{ vars.MINOR }}',
  domains: ['sso.${{ stack.name }}.localhost'],
});
const SHOP = stack([DB, SSO], { USER: held('app'), MINOR: held('0'), TOKEN: sealed('f2') });

const shown = (text: string, of: StackScope = SHOP) => plainText(resolverOf(of).resolve('sso', text));
const problemsOf = (text: string, of: StackScope = SHOP) => resolverOf(of).resolve('sso', text).problems;

it.each([
  ['plain', 'plain'],
  [
    'jdbc:postgresql://${{ postgres.host }}:${{ postgres.port }}/${{ postgres.env.POSTGRES_DB }}',
    'jdbc:postgresql://main-db:5432/orders',
  ],
  ['${{ main-db.host_port.5432 }} ${{ main-db.host_port.5432/tcp }}', '15432 15432'],
  ['${{ postgres.env.POSTGRES_USER }}', 'app'],
  ['${{ self.image_tag }} ${{ self.domain }} ${{ self.container_name }}', '26.0 sso.shop.localhost devarch-shop-sso'],
  ['${{ stack.name }} ${{ stack.network_name }}', 'shop devarch-shop-net'],
  ['$${{ postgres.host }}', '${{ postgres.host }}'],
  ['${{ broken', '${{ broken'],
])('%j comes to %j', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

it('a text with a secret is secret, wherever it comes from', () => {
  const found = resolverOf(SHOP).resolve(
    'sso',
    'postgres://app:${{ postgres.env.POSTGRES_PASSWORD }}@${{ postgres.host }}/${{ vars.TOKEN }}',
  );
  expect(isSecret(found)).toBe(true);
  expect(plainText(found)).toBeUndefined();
  expect(found.pieces).toEqual([
    { text: 'postgres://app:' },
    {
      secret: { of: 'instance', instance_id: 'main-db', attribute: 'env', key: 'POSTGRES_PASSWORD' },
      fingerprint: 'f1',
    },
    { text: '@' },
    { text: 'main-db', referred: true },
    { text: '/' },
    { secret: { of: 'stack', key: 'TOKEN' }, fingerprint: 'f2' },
  ]);
});

it.each([
  ['${{ cache.host }}', 'reference-unresolved', 'the link cache leads to no instance'],
  ['${{ main-bd.host }}', 'reference-unresolved', 'there is no link and no instance main-bd (there is main-db)'],
  ['${{ vars.USR }}', 'reference-unresolved', 'the stack has no variable USR (there is USER)'],
  [
    '${{ postgres.env.POSTGRES_BD }}',
    'reference-unresolved',
    'main-db has no env var POSTGRES_BD (there is POSTGRES_DB',
  ],
  ['${{ sso.port }}', 'reference-unresolved', 'sso has no container port'],
  ['${{ postgres.host_port.80 }}', 'reference-unresolved', 'main-db publishes no port 80/tcp (there is 5432/tcp)'],
  ['${{ postgres.domain }}', 'reference-unresolved', 'main-db has no domain'],
  ['${{ postgres.env.EMPTY }}', 'variable-without-value', 'main-db.env.EMPTY has no value'],
])('%j: %s', (text, code, message) => {
  expect(problemsOf(text)).toEqual([
    expect.objectContaining({ code, message: expect.stringContaining(message), path: [] }),
  ]);
  expect(isResolved(resolverOf(SHOP).resolve('sso', text))).toBe(false);
});

it('a port that is published on any free port of the host leads nowhere, unless it is on a fixed one too', () => {
  const port = (container_port: number, host_port: number | null) => ({ container_port, protocol: 'tcp', host_port });
  const db = instance('main-db', { ports: [port(5432, null), port(80, null), port(80, 8080)] });
  const only = stack([db, instance('sso', {})], {});
  expect(shown('${{ main-db.host_port.80 }}', only)).toBe('8080');
  expect(problemsOf('${{ main-db.host_port.5432 }}', only)).toEqual([
    expect.objectContaining({
      code: 'reference-unresolved',
      message: expect.stringContaining('main-db publishes 5432/tcp on any free port of the host'),
    }),
  ]);
});

it('names the way round a cycle from each of its places, and leaves what only leads there open', () => {
  const ring = stack(
    [
      instance('a', { env: env({ X: '${{ b.env.Y }}', OUT: '${{ self.env.X }}' }) }),
      instance('b', { env: env({ Y: '${{ vars.Z }}' }) }),
    ],
    {
      Z: held('${{ a.env.X }}'),
    },
  );
  const resolver = resolverOf(ring);
  const at = (key: string) =>
    resolver.valueAt({
      place: { of: 'instance', instance_id: 'a', attribute: 'env', key },
      held: held(key === 'X' ? '${{ b.env.Y }}' : '${{ self.env.X }}'),
    });
  expect(at('X').problems).toEqual([
    {
      code: 'reference-cycle',
      reference: 'b.env.Y',
      message: expect.stringContaining('refers to itself'),
      path: ['a.env.X', 'b.env.Y', 'vars.Z', 'a.env.X'],
    },
  ]);
  expect(at('OUT')).toEqual({ pieces: [expect.objectContaining({ open: 'MISSING_a_env_X' })], problems: [] });
  const variable = resolver.valueAt({ place: { of: 'stack', key: 'Z' }, held: held('${{ a.env.X }}') });
  expect(variable.problems[0]?.path).toEqual(['vars.Z', 'a.env.X', 'b.env.Y', 'vars.Z']);
});

it('ends a chain of doublings', () => {
  const values = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`V${at}`, held(at === 0 ? 'ab' : `\${{ vars.V${at - 1} }}`.repeat(2))]),
  );
  const found = resolverOf(stack([], values)).valueAt({
    place: { of: 'stack', key: 'V39' },
    held: held('${{ vars.V38 }}'),
  });
  expect(isResolved(found)).toBe(false);
});

it('follows a chain however long it is', () => {
  const values = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, at) => [`V${at}`, held(at === 0 ? 'end' : `\${{ vars.V${at - 1} }}`)]),
  );
  const found = resolverOf(stack([instance('a')], values)).resolve('a', '${{ vars.V49999 }}');
  expect(plainText(found)).toBe('end');
});
