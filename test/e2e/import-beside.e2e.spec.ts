import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { importStory, NO_CHANGES } from '../setup/import-story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const { importFile, update, get, patch } = importStory(() => server);

/** Templates whose options a render says otherwise, or whose files stand beside those of a file. */
it.each(['postgres', 'caddy', 'node-exporter'])(
  'what a file has beside what %s has comes as it is',
  async (template) => {
    const stack = `beside-${template}`;
    await server.http.post('/stacks').send({ name: stack }).expect(201);
    await server.http.post(`/stacks/${stack}/instances`).send({ instance_id: 'one', template }).expect(201);
    await patch(`${stack}/instances/one/options`, { set: [{ key: 'hostname', value: 'h' }] });
    await server.http.put(`/stacks/${stack}/instances/one/files/etc/more.conf`).send({ content: 'x' }).expect(200);
    const { text } = await server.http.get(`/stacks/${stack}/compose`).expect(200);
    await importFile(`${stack}-too`, text);
    const [mine, theirs] = [await get(`${stack}/instances/one`), await get(`${stack}-too/instances/one`)];
    const values = ({ options }: { options: { key: string; value: unknown }[] }) =>
      options.map(({ key, value }) => [key, value]);
    expect(values(theirs)).toEqual(values(mine));
    expect(await update(`${stack}-too`, text)).toMatchObject(NO_CHANGES);
  },
);
