import { readFileSync } from 'node:fs';
import { plainText } from '../../src/references/resolution.js';
import { resolverOf } from '../../src/references/resolve.js';
import { heldAs, type InstanceScope, type StackScope } from '../../src/references/scope.js';

/** The tables of docs/references.md, row by row. */
const text = readFileSync('docs/references.md', 'utf8');

const env = (values: Record<string, string>) =>
  new Map(Object.entries(values).map(([key, value]) => [key, heldAs({ value })]));

const DB: InstanceScope = {
  ...{ instance_id: 'main-db', container_name: 'devarch-shop-main-db', image_tag: '17.2', domains: [] },
  env: env({ POSTGRES_DB: 'orders' }),
  ports: [{ container_port: 5432, protocol: 'tcp', host_port: 15_432 }],
  links: new Map(),
};
const SSO: InstanceScope = {
  ...{ instance_id: 'sso', container_name: 'devarch-shop-sso', image_tag: '26', domains: ['sso.localhost'], ports: [] },
  env: env({ REALM: '${{ stack.name }}' }),
  links: new Map([
    ['postgres', 'main-db'],
    ['cache', null],
  ]),
};
const STACK: StackScope = {
  ...{ name: 'shop', network_name: 'devarch-shop-net' },
  variables: new Map([
    ...env({ TIER: 'gold', GREETING: 'hello ${{ vars.TIER }}', RING: '${{ vars.GNIR }}', GNIR: '${{ vars.RING }}' }),
    ['LATER', heldAs({ value: null })],
  ]),
  instances: new Map([
    ['main-db', DB],
    ['sso', SSO],
  ]),
};

/** The cells of each row of a section's table, without their back quotes. */
function rowsOf(section: string): string[][] {
  const body = text.split(`## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = body.split('\n').filter((line) => line.startsWith('|'));
  const cells = (line: string) => line.split('|').slice(1, -1);
  return lines.slice(2).map((line) => cells(line).map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')));
}

it.each(rowsOf('To what'))('%s comes to %s', (given, expected = '') => {
  expect(plainText(resolverOf(STACK).resolve('sso', given))).toBe(expected);
});

it.each(rowsOf('What leads nowhere'))('%s leads nowhere: %s', (given, why = '') => {
  const { pieces, problems } = resolverOf(STACK).resolve('sso', given);
  expect(pieces).toEqual([expect.objectContaining({ reason: expect.stringContaining(why) })]);
  expect(problems.length).toBe(given.includes('RING') ? 0 : 1);
});

it('every table has rows', () => {
  expect([rowsOf('To what').length, rowsOf('What leads nowhere').length]).toEqual([17, 8]);
});
