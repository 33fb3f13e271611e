import { FACET_NAMES, facetOf } from '../../src/facets/facets.js';
import { ApiDocument, type Operation } from '../setup/api-document.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from '../setup/factories.js';

const INSTANCE = '/api/v1/stacks/{stack}/instances/{instance}';

let server: TestApp;
let api: ApiDocument;

beforeAll(async () => {
  server = await startTestApp();
  const served = await fetch(`${server.url}/openapi.json`);
  expect(served.headers.get('content-type')).toMatch(/^application\/json/);
  api = new ApiDocument(JSON.parse(await served.text()));
});
afterAll(() => server.close());
const bodyOf = (operation: Operation, status: string) => operation.responses[status]?.content ?? {};

describe('real answers are as documented, with nothing that the document does not mention', () => {
  /** Sends the documented operation and holds its answer against the document. */
  async function call(verb: string, path: string, status: number, body?: object): Promise<void> {
    const names: Record<string, string> = {
      stack: 'shop',
      instance: 'db',
      template: 'postgres',
      category: 'database',
      path: 'etc/app.conf',
    };
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '');
    const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${server.url}${address}`, { method: verb.toUpperCase(), ...init });
    const text = await answer.text();
    expect([`${verb} ${address}`, answer.status, text]).toEqual([`${verb} ${address}`, status, text]);
    const documented = bodyOf(api.operation(verb, path), String(status));
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    if (status === 204) return expect([text, documented]).toEqual(['', {}]);
    expect([address, api.errors(documented[type]?.schema ?? { not: {} }, JSON.parse(text))]).toEqual([address, []]);
  }

  const V1 = '/api/v1';
  const lists = Object.fromEntries(
    FACET_NAMES.map((name) => [
      name,
      name === 'healthcheck' ? ONE_OF_EACH[name] : [ONE_OF_EACH[name], ANOTHER_OF_EACH[name]],
    ]),
  );

  it('the catalogue', async () => {
    await call('post', `${V1}/categories`, 201, { name: 'database', color: '#aabbcc' });
    await call('put', `${V1}/categories/{category}`, 200, { display_name: 'Databases' });
    await call('get', `${V1}/categories`, 200);
    const dependencies = [{ service: 'redis' }];
    await call('post', `${V1}/services`, 201, { name: 'redis', image_name: 'redis' });
    await call('post', `${V1}/services`, 201, {
      name: 'postgres',
      category: 'database',
      image_name: 'postgres',
      ...lists,
      dependencies,
    });
    await call('get', `${V1}/services/{template}`, 200);
    await call('get', `${V1}/services`, 200);
    for (const name of FACET_NAMES)
      await call('put', `${V1}/services/{template}/${facetOf(name).path}`, 200, { [name]: lists[name] });
    for (const name of FACET_NAMES) await call('get', `${V1}/services/{template}/${facetOf(name).path}`, 200);
    await call('get', `${V1}/services/{template}/dependencies`, 200);
    await call('put', `${V1}/services/{template}/dependencies`, 200, { dependencies });
    await call('delete', `${V1}/categories/{category}`, 409);
  });

  it('a stack with an instance that overrides every facet', async () => {
    await call('post', `${V1}/stacks`, 201, { name: 'shop' });
    await call('post', `${V1}/stacks`, 409, { name: 'shop' });
    await call('post', `${V1}/stacks`, 400, { name: 'My Shop', nope: 1 });
    await call('post', `${V1}/stacks/{stack}/instances`, 201, { instance_id: 'db', template: 'postgres' });
    for (const name of FACET_NAMES) {
      const path = `${INSTANCE}/${facetOf(name).path}`;
      await call('get', path, 200);
      await call('put', path, 200, { [name]: lists[name] });
      await call('get', path, 200);
    }
    await call('put', `${INSTANCE}/ports`, 422, { ports: [{ container_port: 9999, removed: true }] });
    await call('put', `${INSTANCE}/ports`, 200, { ports: [{ container_port: 8080, removed: true }] });
    await call('patch', `${INSTANCE}/ports`, 200, { reset: ['8080/tcp'] });
    await call('put', INSTANCE, 200, { settings: { image_tag: '16' } });
    for (const path of [
      INSTANCE,
      `${INSTANCE}/files/{path}`,
      `${INSTANCE}/effective-config`,
      `${INSTANCE}/delete-preview`,
    ])
      await call('get', path, 200);
    for (const path of ['', '/{stack}', '/{stack}/instances', '/{stack}/delete-preview'])
      await call('get', `${V1}/stacks${path}`, 200);
  });

  it('its end, and health', async () => {
    for (const name of FACET_NAMES) await call('delete', `${INSTANCE}/${facetOf(name).path}`, 204);
    await call('get', `${INSTANCE}/effective-config`, 200);
    await call('post', `${INSTANCE}/duplicate`, 201, {});
    await call('delete', INSTANCE, 204);
    await call('get', INSTANCE, 404);
    await call('get', `${V1}/stacks/{stack}/instances/trash`, 200);
    await call('post', `${V1}/stacks/{stack}/clone`, 201, { name: 'other' });
    await call('delete', `${V1}/stacks/{stack}`, 204);
    await call('get', `${V1}/stacks/trash`, 200);
    await call('post', `${V1}/stacks/trash/{stack}/restore`, 200, {});
    for (const path of ['/health/live', '/health/ready']) await call('get', path, 200);
  });
});
