import { startTestApp, type TestApp } from './app.js';
import { ANOTHER_OF_EACH, aTemplate } from './factories.js';
import { newInstance, newStack, putFacet, TEMPLATE_ITEMS } from './story.js';

/** Two templates in use: by an instance that overrides, one that does not, some in the trash, and one of the other template. */
export async function startImpactApp(): Promise<TestApp> {
  const server = await startTestApp({ LOG_LEVEL: 'error' });
  await server.http.post('/categories').send({ name: 'database' }).expect(201);
  await aTemplate(server.dataSource, { name: 'redis', image_name: 'redis' });
  await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
  for (const stack of ['shop', 'blog', 'gone']) await newStack(server, stack);
  await newInstance(server, 'shop', 'db', { settings: { image_tag: '16' } });
  for (const path of ['shop/old', 'blog/plain', 'gone/db']) {
    const [stack = '', name = ''] = path.split('/');
    await newInstance(server, stack, name);
  }
  await newInstance(server, 'shop', 'cache', { template: 'redis' });
  await server.http.delete('/stacks/shop/instances/old').expect(204);
  await server.http.delete('/stacks/gone').expect(204);
  await putFacet(server, '/stacks/shop/instances/db', 'ports', [{ ...ANOTHER_OF_EACH.ports, host_port: 9 }]);
  await putFacet(server, '/stacks/shop/instances/db', 'env_vars', [{ ...ANOTHER_OF_EACH.env_vars, removed: true }]);
  return server;
}
