import { TemplateDependency } from '../../src/model/template-dependency.entity.js';
import { FACET_NAMES, facetOf } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { facetBody, TEMPLATE_ITEMS } from '../setup/story.js';

/** `verb /path` as the document has it, the path that is asked for, and how many statements that may take. */
interface Step {
  statements: number;
  route: string;
  path: string;
  body?: object;
  status: number;
}

const DB = '/stacks/shop/instances/db';
const COMPOSE = 'services:\n  db:\n    image: "example/own:1"\n    environment: { A: "1" }\n';

/**
 * The table, in the order in which it is played. A read is one statement. A write is what it locks and changes, and COMMIT;
 * START TRANSACTION goes along with the first statement. A number that grows needs a reason, and the row here is where it
 * is given.
 */
const STEPS: Step[] = [
  step(0, 'get /health/live', '/health/live'),
  step(1, 'get /health/ready', '/health/ready'),

  step(3, 'post /categories', '/categories', { name: 'data' }, 201),
  step(1, 'get /categories', '/categories'),
  step(1, 'get /categories/{category}', '/categories/data'),
  step(3, 'put /categories/{category}', '/categories/data', { color: '#112233' }),
  step(4, 'delete /categories/{category}', '/categories/data', undefined, 204),

  step(13, 'post /services', '/services', { name: 'small', image_name: 'small' }, 201),
  step(1, 'get /services', '/services?total=true&search=s'),
  step(1, 'get /services', '/services?total=true&include=facets'),
  step(1, 'get /services/{template}', '/services/small'),
  step(3, 'put /services/{template}', '/services/small', { description: 'new' }),
  ...FACET_NAMES.map((name) => {
    const { path } = facetOf(name);
    return step(
      facetOf(name).sealing ? 5 : 4,
      `put /services/{template}/${path}`,
      `/services/small/${path}`,
      facetBody(name, [ONE_OF_EACH[name]]),
    );
  }),
  ...FACET_NAMES.map((name) => {
    const { path } = facetOf(name);
    return step(1, `get /services/{template}/${path}`, `/services/small/${path}`);
  }),
  step(4, 'put /services/{template}/files/{path}', '/services/small/files/etc/x.conf', { content: 'x' }),
  step(3, 'put /services/{template}/files/{path}', '/services/small/files/etc/x.conf?dry_run=true', { content: '' }),
  step(1, 'get /services/{template}/files/{path}', '/services/small/files/etc/x.conf'),
  step(3, 'delete /services/{template}/files/{path}', '/services/small/files/etc/x.conf', undefined, 204),
  step(1, 'get /services/{template}/dependencies', '/services/small/dependencies'),
  step(7, 'put /services/{template}/dependencies', '/services/small/dependencies', {
    dependencies: [{ service: 'postgres' }],
  }),
  step(1, 'get /services/{template}/compose', '/services/small/compose'),
  step(1, 'get /services/{template}/usage', '/services/small/usage'),
  step(1, 'get /services/{template}/overrides', '/services/small/overrides'),
  step(5, 'delete /services/{template}', '/services/small', undefined, 204),

  step(3, 'post /stacks', '/stacks', { name: 'shop' }, 201),
  step(1, 'get /stacks', '/stacks?total=true&search=s&enabled=true'),
  step(1, 'get /stacks/{stack}', '/stacks/shop'),
  step(1, 'get /stacks/{stack}/delete-preview', '/stacks/shop/delete-preview'),
  step(4, 'put /stacks/{stack}', '/stacks/shop', { description: 'new' }),
  step(4, 'post /stacks/{stack}/enable', '/stacks/shop/enable'),
  step(4, 'post /stacks/{stack}/disable', '/stacks/shop/disable'),

  step(5, 'put /stacks/{stack}/variables', '/stacks/shop/variables', { variables: [{ key: 'A', value: 'x' }] }),
  step(5, 'patch /stacks/{stack}/variables', '/stacks/shop/variables', { set: [{ key: 'B', value: 'x' }] }),
  step(1, 'get /stacks/{stack}/variables', '/stacks/shop/variables'),

  step(7, 'put /stacks/{stack}/source', '/stacks/shop/source', { url: 'https://git.example.com/x', secret: 'x' }),
  step(1, 'get /stacks/{stack}/source', '/stacks/shop/source'),
  step(5, 'post /stacks/{stack}/source/sync', '/stacks/shop/source/sync', undefined, 422),
  step(3, 'post /stacks/{stack}/source/webhook', '/stacks/shop/source/webhook', { ref: 'main' }, 403),
  step(3, 'delete /stacks/{stack}/source', '/stacks/shop/source', undefined, 204),

  step(4, 'post /stacks/{stack}/instances', '/stacks/shop/instances', { instance_id: 'db', template: 'postgres' }, 201),
  step(4, 'post /stacks/{stack}/instances', '/stacks/shop/instances', { instance_id: 'store', template: 'cache' }, 201),
  step(1, 'get /stacks/{stack}/instances', '/stacks/shop/instances?total=true&search=d&template=postgres'),
  step(1, 'get /instances', '/instances?total=true&search=d&stack=shop'),
  step(1, 'get /stacks/{stack}/instances/{instance}', DB),
  step(2, 'get /stacks/{stack}/instances/{instance}/delete-preview', `${DB}/delete-preview`),
  step(1, 'get /stacks/{stack}/instances/{instance}/dependants', `${DB}/dependants`),
  step(4, 'put /stacks/{stack}/instances/{instance}', DB, { description: 'new' }),
  ...FACET_NAMES.flatMap(facetSteps),
  step(1, 'get /stacks/{stack}/instances/{instance}/links', `${DB}/links`),
  step(7, 'put /stacks/{stack}/instances/{instance}/links', `${DB}/links`, {
    links: [{ link: 'cache', instance_id: 'store' }],
  }),
  step(7, 'put /stacks/{stack}/instances/{instance}/links/{link}', `${DB}/links/cache`, { instance_id: 'store' }),
  step(4, 'delete /stacks/{stack}/instances/{instance}/links/{link}', `${DB}/links/cache`, undefined, 204),
  step(3, 'delete /stacks/{stack}/instances/{instance}/links', `${DB}/links`, undefined, 204),
  step(4, 'put /stacks/{stack}/instances/{instance}/files/{path}', `${DB}/files/etc/x.conf`, { content: 'x' }),
  step(1, 'get /stacks/{stack}/instances/{instance}/files/{path}', `${DB}/files/etc/x.conf`),
  step(1, 'get /stacks/{stack}/instances/{instance}/effective-config', `${DB}/effective-config?explain=true`),
  step(1, 'get /stacks/{stack}/instances/{instance}/diff', `${DB}/diff`),
  step(1, 'get /stacks/{stack}/compose', '/stacks/shop/compose'),
  step(1, 'get /stacks/{stack}/compose/env', '/stacks/shop/compose/env'),
  step(1, 'get /stacks/{stack}/instances/{instance}/compose', `${DB}/compose`),
  step(1, 'get /stacks/{stack}/instances/{instance}/compose/env', `${DB}/compose/env`),
  step(2, 'post /stacks/{stack}/compose/reveal', '/stacks/shop/compose/reveal'),
  step(2, 'post /stacks/{stack}/compose/env/reveal', '/stacks/shop/compose/env/reveal'),
  step(2, 'post /stacks/{stack}/instances/{instance}/compose/reveal', `${DB}/compose/reveal`),
  step(2, 'post /stacks/{stack}/instances/{instance}/compose/env/reveal', `${DB}/compose/env/reveal`),
  step(1, 'get /stacks/{stack}/export', '/stacks/shop/export'),
  step(9, 'get /stacks/{stack}/findings', '/stacks/shop/findings'),
  step(1, 'get /findings', '/findings'),
  step(1, 'get /summary', '/summary'),
  step(1, 'get /stacks/{stack}/overrides/findings', '/stacks/shop/overrides/findings'),
  step(1, 'get /stacks/{stack}/instances/{instance}/overrides/findings', `${DB}/overrides/findings`),
  step(1, 'post /stacks/{stack}/overrides/prune', '/stacks/shop/overrides/prune'),
  step(1, 'post /stacks/{stack}/instances/{instance}/overrides/prune', `${DB}/overrides/prune`),

  step(5, 'post /stacks/{stack}/instances/{instance}/duplicate', `${DB}/duplicate`, { instance_id: 'copy' }, 201),
  step(4, 'post /stacks/{stack}/instances/{instance}/rename', `${DB}/rename`, { instance_id: 'db' }),
  step(4, 'put /stacks/{stack}/instances/{instance}/rename', `${DB}/rename`, { instance_id: 'db' }),
  step(10, 'post /stacks/{stack}/clone', '/stacks/shop/clone', { name: 'clone' }, 201),
  step(7, 'post /stacks/{stack}/rename', '/stacks/clone/rename', { name: 'other' }),
  step(3, 'delete /stacks/{stack}/variables', '/stacks/shop/variables', undefined, 204),
  step(3, 'delete /stacks/{stack}/instances/{instance}/files/{path}', `${DB}/files/etc/x.conf`, undefined, 204),
  step(3, 'delete /stacks/{stack}/instances/{instance}/overrides', `${DB}/overrides`, undefined, 204),

  ...['whole', 'simple'].map((instance_id) =>
    step(
      instance_id === 'whole' ? 5 + FACET_NAMES.length : 5,
      'post /stacks/{stack}/instances',
      '/stacks/shop/instances',
      Object.assign(
        { instance_id, template: 'postgres' },
        ...FACET_NAMES.filter((name) => instance_id === 'whole' || name === 'ports').map((name) =>
          facetBody(name, [ONE_OF_EACH[name]]),
        ),
      ),
      201,
    ),
  ),

  step(3, 'delete /stacks/{stack}/instances/{instance}', DB, undefined, 204),
  step(1, 'get /stacks/{stack}/instances/trash', '/stacks/shop/instances/trash?total=true'),
  step(5, 'post /stacks/{stack}/instances/trash/{instance}/restore', '/stacks/shop/instances/trash/db/restore'),
  step(3, 'delete /stacks/{stack}/instances/{instance}', DB, undefined, 204),
  step(4, 'delete /stacks/{stack}/instances/trash/{instance}', '/stacks/shop/instances/trash/db', undefined, 204),
  step(4, 'delete /stacks/{stack}', '/stacks/shop', undefined, 204),
  step(1, 'get /stacks/trash', '/stacks/trash?total=true'),
  step(6, 'post /stacks/trash/{stack}/restore', '/stacks/trash/shop/restore'),
  step(4, 'delete /stacks/{stack}', '/stacks/shop', undefined, 204),
  step(3, 'delete /stacks/trash/{stack}', '/stacks/trash/shop', undefined, 204),

  step(17, 'post /services/import', '/services/import', { compose: COMPOSE }),
  step(16, 'post /stacks/import', '/stacks/import', { format: 'compose', name: 'taken-over', content: COMPOSE }),
];

function step(statements: number, route: string, path: string, body?: object, status = 200): Step {
  const [verb, template = ''] = route.split(' ');
  const full = template.startsWith('/health') ? template : `/api/v1${template}`;
  return { statements, route: `${verb} ${full}`, path, body, status };
}

/** Of a facet that may hold secrets a write also reads what is stored: a flag that is left out, and a mask, keep what is. */
function facetSteps(name: (typeof FACET_NAMES)[number]): Step[] {
  const facet = facetOf(name);
  const route = `/stacks/{stack}/instances/{instance}/${facet.path}`;
  const path = `${DB}/${facet.path}`;
  const removal = { ...ANOTHER_OF_EACH[name], removed: true };
  return [
    step(facet.sealing ? 4 : 3, `put ${route}`, path, facetBody(name, [ONE_OF_EACH[name]])),
    step(4, `put ${route}`, path, facetBody(name, [removal])),
    step(4, `patch ${route}`, path, { set: [ONE_OF_EACH[name]] }),
    step(1, `get ${route}`, path),
    step(3, `delete ${route}`, path, undefined, 204),
  ];
}

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  const { id: service_id } = await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
  const { id: depends_on_service_id } = await aTemplate(server.dataSource, { name: 'cache' });
  const need = { service_id, link: 'cache', depends_on_service_id };
  await server.dataSource.manager.insert(TemplateDependency, need);
});
afterAll(() => server.close());

describe('statements per endpoint', () => {
  it.each(STEPS)('$statements: $route', async ({ statements, route, path, body, status }) => {
    const verb = route.split(' ')[0]?.toUpperCase() ?? '';
    const url = route.includes('/api/v1') ? `${server.api}${path}` : `${server.url}${path}`;
    const headers = body && { 'content-type': 'application/json' };
    const seen = await server.statements(async () => {
      const answer = await fetch(url, { method: verb, headers, body: body && JSON.stringify(body) });
      expect({ status: answer.status, text: answer.status === status ? '' : await answer.text() }).toEqual({
        status,
        text: '',
      });
    });
    expect(seen.map((sql) => sql.slice(0, 160))).toHaveLength(statements);
    expect(server.undocumented()).toEqual([]);
  });

  it('are known of every endpoint', async () => {
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Record<string, object> };
    const served = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((verb) => `${verb} ${path}`));
    expect(served.filter((route) => !STEPS.some((known) => known.route === route))).toEqual([]);
  });

  it.each([
    '/stacks/nowhere',
    '/stacks/nowhere/instances',
    '/stacks/nowhere/instances/db',
    '/stacks/nowhere/instances/db/effective-config',
    '/stacks/nowhere/instances/db/ports',
    '/stacks/nowhere/variables',
    '/stacks/nowhere/delete-preview',
    '/stacks/nowhere/compose',
    '/stacks/other/instances/nobody',
    '/stacks/other/instances/nobody/effective-config',
    '/services/nothing',
    '/categories/nothing',
  ])('one and one for the nearest name: GET %s, which is not there', async (path) => {
    expect(await server.statements(() => server.http.get(path).expect(404))).toHaveLength(2);
  });

  it('one: a render of an instance that is not in the stack, whose names are read along', async () => {
    const path = '/stacks/other/instances/nobody/compose';
    expect(await server.statements(() => server.http.get(path).expect(404))).toHaveLength(1);
  });
});
