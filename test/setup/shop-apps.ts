import { startTestApp, type TestApp } from './app.js';
import { aTemplate } from './factories.js';
import { ALL_SETTINGS, newInstance, newStack, overrideAll, putFacet, TEMPLATE_ITEMS } from './story.js';

/** Two servers that have the same template; the first one also the stack that `SHOP` is the export of. */
export async function startShops(): Promise<[server: TestApp, elsewhere: TestApp]> {
  const [server, elsewhere] = await Promise.all([startTestApp(), startTestApp()]);
  for (const { dataSource } of [server, elsewhere]) await aTemplate(dataSource, {}, TEMPLATE_ITEMS);
  await newStack(server, 'shop', { description: 'The shop: "yes"' });
  await newInstance(server, 'shop', 'web');
  await newInstance(server, 'shop', 'db', { description: 'Orders', enabled: false, settings: ALL_SETTINGS });
  await overrideAll(server, '/stacks/shop/instances/db');
  const secret = { key: 'POSTGRES_DB', value: 'hunter2', is_secret: true };
  await putFacet(server, '/stacks/shop/instances/db', 'env_vars', [secret, { key: 'LANG', removed: true }]);
  await putFacet(server, '/stacks/shop/instances/web', 'healthcheck', [{ removed: true }]);
  return [server, elsewhere];
}
