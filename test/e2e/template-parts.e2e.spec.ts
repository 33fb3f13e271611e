import { dependency } from '../setup/effective-stack.js';
import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';
import { TemplatesService } from '../../src/templates/templates.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from '../setup/factories.js';
import { facetBody } from '../setup/story.js';

/** A template read and written part by part. */

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.http.post('/services').send({ name: 'redis', image_name: 'redis' }).expect(201);
  await server.http.post('/services').send({ name: 'bare', image_name: 'bare' }).expect(201);
  const items = FACET_NAMES.map((name) => facetBody(name, itemsOf(name)));
  await server.http
    .post('/services')
    .send(Object.assign({ name: 'full', image_name: 'full' }, ...items))
    .expect(201);
});
afterAll(() => server.close());

function itemsOf(name: FacetName): object[] {
  return name === 'healthcheck' ? [ONE_OF_EACH[name]] : [ANOTHER_OF_EACH[name], ONE_OF_EACH[name]];
}

describe.each(FACET_NAMES)('%s of a template', (name) => {
  const { path } = facetOf(name);

  it('are those of the whole template, in the same order', async () => {
    const { body: whole } = await server.http.get('/services/full').expect(200);
    const { body } = await server.http.get(`/services/full/${path}`).expect(200);
    expect(body).toEqual(whole[name]);
    expect([body].flat()).toHaveLength(itemsOf(name).length);
    expect(await server.get(TemplatesService).getFacet('full', name)).toEqual(body);
  });

  it('are none where there are none', async () => {
    const { text } = await server.http.get(`/services/bare/${path}`).expect(200);
    expect(JSON.parse(text)).toEqual(name === 'healthcheck' ? null : []);
  });

  it('are 404 where there is no template', async () => {
    const address = `/services/nothing/${path}`;
    const { body } = await server.http.get(address).expect(404);
    expect(body).toMatchObject({ status: 404, detail: expect.stringContaining('There is no template "nothing"') });
  });
});

describe('the dependencies of a template', () => {
  const address = '/services/full/dependencies';
  const wanted = [
    dependency({ service: 'bare' }),
    dependency({ service: 'redis', link: 'cache', condition: 'service_healthy', required: false }),
  ];

  it('are none at first', async () => {
    expect((await server.http.get(address).expect(200)).body).toEqual([]);
  });

  it('are replaced as a whole, in the order of the names, and leave everything else', async () => {
    const { body: before } = await server.http.get('/services/full').expect(200);
    const dependencies = [wanted[1], { service: 'bare' }];
    expect((await server.http.put(address).send({ dependencies }).expect(200)).body).toEqual(wanted);
    expect((await server.http.get(address).expect(200)).body).toEqual(wanted);
    const { body: after } = await server.http.get('/services/full').expect(200);
    const changed = { dependencies: wanted, revision: before.revision + 1, updated_at: after.updated_at };
    expect(after).toEqual({ ...before, ...changed });
  });

  it('may need one template under several names', async () => {
    const twice = [dependency({ service: 'redis', link: 'a' }), dependency({ service: 'redis', link: 'b' })];
    expect((await server.http.put(address).send({ dependencies: twice }).expect(200)).body).toEqual(twice);
    expect((await server.http.put(address).send({ dependencies: wanted }).expect(200)).body).toEqual(wanted);
  });

  it('say on a dry run what would change, and stay', async () => {
    const { body } = await server.http.put(`${address}?dry_run=true`).send({ dependencies: [] }).expect(200);
    expect(body).toMatchObject({
      dry_run: true,
      changes: { inherited: ['dependencies'], links: { removed: ['bare', 'cache'] } },
    });
    expect((await server.http.get(address).expect(200)).body).toEqual(wanted);
  });

  it.each([
    ['the template itself', { dependencies: [{ service: 'full' }] }, '/dependencies/0/service'],
    ['an unknown template', { dependencies: [{ service: 'bare' }, { service: 'gone' }] }, '/dependencies/1/service'],
    ['one link twice', { dependencies: [{ service: 'bare' }, { service: 'redis', link: 'bare' }] }, '/dependencies/1'],
    ['a link that is no name', { dependencies: [{ service: 'bare', link: 'A b' }] }, '/dependencies/0/link'],
    ['a link that means something else', { dependencies: [{ service: 'bare', link: 'self' }] }, '/dependencies/0/link'],
    ['one twice', { dependencies: [{ service: 'bare' }, { service: 'bare' }] }, '/dependencies/1'],
    ['a misspelt key', { dependancies: [] }, '/dependancies'],
    ['no key', {}, '/dependencies'],
  ])('refuse %s by its place', async (_, body, pointer) => {
    const { body: refusal } = await server.http.put(address).send(body).expect(400);
    expect(refusal.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect((await server.http.get(address).expect(200)).body).toEqual(wanted);
  });

  it('are 404 where there is no template', async () => {
    await server.http.get('/services/nothing/dependencies').expect(404);
    await server.http.put('/services/nothing/dependencies').send({ dependencies: [] }).expect(404);
  });
});
