import { startTestApp, type TestApp } from '../setup/app.js';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
  const content = `
services:
  app:
    image: acme/app:\${TAG:-1.0}
    command: [run, "--url=\${URL:-http://\${HOST:-h}/}", "--raw=$$X"]
    environment: { PW: "\${APP_PASSWORD:-one}", DSN: "amqp://app:\${APP_PASSWORD}@mq", OPEN: "\${OPEN}", OWN_TOKEN: hunter2 }
    labels: { tag: "$TAG" }
configs: { c: { content: "level=\${LEVEL:-info} $$HOME" } }
`.replace('    labels:', '    configs: [{ source: c, target: /etc/app.conf }]\n    labels:');
  await server.http.post('/stacks/import').send({ format: 'compose', name: 'kept', content }).expect(200);
});
afterAll(() => server.close());

async function text(path: string, method = 'GET'): Promise<string> {
  return (await fetch(`${server.api}/stacks/kept${path}`, { method })).text();
}

it('names the variables in the file', async () => {
  const file = await text('/compose?variables=keep');
  for (const line of ['image: acme/app:${TAG}', '--url=${URL}', 'PW: ${APP_PASSWORD}', 'OPEN: ${OPEN}', 'tag: ${TAG}'])
    expect(file).toContain(line);
  for (const line of [
    'amqp://app:${APP_PASSWORD}@mq',
    'level=${LEVEL} $$HOME',
    '--raw=$$X',
    'OWN_TOKEN: ${APP_OWN_TOKEN}',
  ])
    expect(file).toContain(line);
  expect(file).not.toContain('${{');
});

it('says nothing of a plain variable in a label, which everybody may see', async () => {
  const { body } = await server.http.get('/stacks/kept/compose?variables=keep&report=true').expect(200);
  expect(body.losses).toEqual([]);
});

it('has their values in the .env, those of secrets only where they are revealed', async () => {
  expect((await text('/compose/env?variables=keep')).split('\n').toSorted()).toEqual([
    ...['', 'APP_OWN_TOKEN=', 'APP_PASSWORD=', 'LEVEL=info', 'OPEN=', 'TAG=1.0', "URL='http://h/'"].map((line) =>
      line.startsWith('URL') ? 'URL=http://h/' : line,
    ),
  ]);
  const revealed = await text('/compose/env/reveal?variables=keep', 'POST');
  expect(revealed).toContain('APP_PASSWORD=one\n');
  expect(revealed).toContain('APP_OWN_TOKEN=hunter2\n');
});

it('fills them in by default, and has but secrets in the .env then', async () => {
  expect(await text('/compose')).toContain('image: acme/app:1.0');
  expect(await text('/compose?variables=fill')).toBe(await text('/compose'));
  expect(await text('/compose/env')).toBe('APP_OWN_TOKEN=\nAPP_PASSWORD=\n');
});

it('keeps the names where the secrets of instances are revealed', async () => {
  const file = await text('/compose/reveal?variables=keep', 'POST');
  expect(file).toContain('OWN_TOKEN: hunter2');
  expect(file).toContain('PW: ${APP_PASSWORD}');
});

it('does so for one instance, and for Swarm', async () => {
  expect(await text('/instances/app/compose?variables=keep')).toContain('image: acme/app:${TAG}');
  expect(await text('/instances/app/compose/env?variables=keep')).toContain('TAG=1.0');
  expect(await text('/compose?variables=keep&target=swarm')).toContain('image: acme/app:${TAG}');
});

it('refuses it for Kubernetes, and any other word', async () => {
  const { body } = await server.http.get('/stacks/kept/compose?variables=keep&target=kubernetes').expect(400);
  expect(body.errors).toMatchObject([{ pointer: '/variables' }]);
  await server.http.get('/stacks/kept/compose?variables=none').expect(400);
  await server.http.get('/stacks/kept/compose/env?variables=none').expect(400);
});

it('comes in elsewhere, with its .env, as the same file with the same variables', async () => {
  const content = await text('/compose?variables=keep');
  const env = await text('/compose/env/reveal?variables=keep', 'POST');
  const body = { format: 'compose', name: 'again', content, env };
  await server.http.post('/stacks/import').send(body).expect(200);
  const file = await (await fetch(`${server.api}/stacks/again/compose?variables=keep`)).text();
  const same = (it: string) => it.replaceAll(/kept|again/g, 'x').replaceAll(/(_id: )"\d+"/g, '$1');
  expect(same(file)).toBe(same(content));
});
