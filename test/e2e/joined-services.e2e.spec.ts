import { startTestApp, type TestApp } from '../setup/app.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const rendered = async () =>
  (await server.http.get('/stacks/vpn/compose').set('Accept', 'application/json').expect(200)).body.services;
const FILE = 'services: {gate: {image: "x/gate:1"}, bt: {image: "x/bt:1", network_mode: "service:gate"}}';

it('a service in the network of another one follows its new name, and never gets past it', async () => {
  const send = (content: string, mode: string) =>
    server.http.post('/stacks/import').send({ format: 'compose', name: 'vpn', content, mode }).expect(200);
  await send(FILE, 'create');
  const rename = server.http.post('/stacks/vpn/instances/gate/rename').send({ instance_id: 'gateway' });
  expect((await rename.expect(200)).body.references_rewritten).toBe(1);
  expect((await rendered()).bt).toMatchObject({ network_mode: 'service:gateway' });
  await server.http.delete('/stacks/vpn/instances/gateway').expect(204);
  expect((await rendered()).bt).toMatchObject({ network_mode: 'none' });
  const { text } = await server.http.get('/stacks/vpn/compose').expect(200);
  const { body } = await send(text, 'update');
  expect(body.instances).toMatchObject([{ instance_id: 'bt', result: 'unchanged' }]);
});
