import { nearestAddress, type Route } from './nearest-route.js';

const route = (path: string, ...methods: string[]): Route => ({
  path,
  methods: methods.length > 0 ? methods : ['GET'],
});

const ROUTES = [
  route('/health/live'),
  route('/docs'),
  route('/openapi.json'),
  ...['', '/:template', '/:template/env-vars'].map((path) => route(`/api/v1/services${path}`, 'GET', 'PUT')),
  ...['', '/trash', '/:stack', '/:stack/instances', '/:stack/export'].map((path) => route(`/api/v1/stacks${path}`)),
  ...['enable', 'disable'].map((verb) => route(`/api/v1/stacks/:stack/${verb}`, 'POST')),
  ...['ports', 'files', 'files/*', 'effective-config'].map((path) =>
    route(`/api/v1/stacks/:stack/instances/:instance/${path}`),
  ),
];

it.each([
  ['/api/v1/templates', '/api/v1/services'],
  ['/api/v1/templates/postgres/env_vars', '/api/v1/services/postgres/env-vars'],
  ['/templates', '/api/v1/services'],
  ['/stacks/shop', '/api/v1/stacks/shop'],
  ['/v1/stacks', '/api/v1/stacks'],
  ['/api/stacks/shop/instances/', '/api/v1/stacks/shop/instances'],
  ['/api/v2/stacks', '/api/v1/stacks'],
  ['/api/v1/stacks/', '/api/v1/stacks'],
  ['/api/v1//stacks', '/api/v1/stacks'],
  ['/API/V1/Stacks/Shop', '/api/v1/stacks/Shop'],
  ['/api/v1/stack/shop/instance', '/api/v1/stacks/shop/instances'],
  ['/api/v1/stacks/shop/instances/db/port', '/api/v1/stacks/shop/instances/db/ports'],
  ['/api/v1/stacks/shop/instances/db/config_files/etc/a.conf', '/api/v1/stacks/shop/instances/db/files/etc/a.conf'],
  ['/api/v1/stacks/shop/instances/db/effective', '/api/v1/stacks/shop/instances/db/effective-config'],
  ['/api/v1/stacks/shop/enabled', '/api/v1/stacks/shop/enable'],
  ['/health/liv', '/health/live'],
  ['/swagger', '/docs'],
  ['/docs/', '/docs'],
  ['/openapi.jsn', '/openapi.json'],
  ['/', null],
  ['/favicon.ico', null],
  ['/api/v1/stacks/shop/nothing-like-it', null],
  ['/wp-login.php', null],
  [`/${'x/'.repeat(5000)}`, null],
  [`/${'x'.repeat(15_000)}`, null],
])('%s → %s', (path, address) => {
  expect(nearestAddress(ROUTES, 'GET', path)).toBe(address);
});

it('of two that are as near it is the one that takes the method', () => {
  const routes = [route('/api/v1/aab', 'POST'), route('/api/v1/aac', 'GET')];
  expect(nearestAddress(routes, 'GET', '/api/v1/aad')).toBe('/api/v1/aac');
  expect(nearestAddress(routes, 'POST', '/api/v1/aad')).toBe('/api/v1/aab');
});
