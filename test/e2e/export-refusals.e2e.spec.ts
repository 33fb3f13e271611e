import type { TestApp } from '../setup/app.js';
import { startShops } from '../setup/shop-apps.js';

let server: TestApp;
let elsewhere: TestApp;
beforeAll(async () => {
  [server, elsewhere] = await startShops();
});
afterAll(() => Promise.all([server.close(), elsewhere.close()]));

const PATH = '/stacks/import';
const importFile = (content: string, more: object = {}, into = server) =>
  into.http.post(PATH).send({ format: 'devarch', content, ...more });

describe('refusals name every wrong place', () => {
  const one = (instance: string) =>
    `devarch: 1\nstack: {name: bad}\ninstances: [{name: a, template: postgres, ${instance}}]`;

  it.each<[string, [pointer: string, reason: RegExp][]]>([
    ['devarch: 2', [['/devarch', /^is a version that is not known here; 1 is$/]]],
    ['services: {}', [['/devarch', /^is required/]]],
    ['- a', [['', /^must be a map with the key devarch$/]]],
    ['devarch: 1', [['/stack', /^is required/]]],
    [
      'devarch: 1\nstack: {name: No, nam: x}',
      [
        ['/stack/nam', /did you mean name/],
        ['/stack/name', /try no$/],
      ],
    ],
    [
      'devarch: 1\nstack: {name: bad, network_name: "a b"}',
      [['/stack', /^gives \/network_name, which must be a network/]],
    ],
    [
      'devarch: 1\nstack: {name: bad}\ninstances: [{name: a, template: postgres}, {name: a, template: postgres}]',
      [['/instances/1/name', /^repeats \/instances\/0$/]],
    ],
    [one('overrides: {port: []}'), [['/instances/0/overrides/port', /did you mean ports/]]],
    [
      one('overrides: {ports: {}, healthcheck: []}'),
      [
        ['/instances/0/overrides/ports', /list/],
        ['/instances/0/overrides/healthcheck', /object/],
      ],
    ],
    [
      one('overrides: {ports: [{host_port: 0}, 1, {removed: true}, {removed: 1}]}'),
      [
        ['/instances/0/overrides/ports/0/host_port', /from 1 to 65535/],
        ['/instances/0/overrides/ports/0/container_port', /required/],
        ['/instances/0/overrides/ports/1', /must be an object/],
        ['/instances/0/overrides/ports/2/container_port', /required/],
        ['/instances/0/overrides/ports/3/removed', /true or false/],
      ],
    ],
    [one('overrides: {labels: [{key: a}, {key: a}]}'), [['/instances/0', /repeats/]]],
    [one('overrides: {labels: [{key: devarch.x}]}'), [['/instances/0/overrides/labels/0/key', /reserved/]]],
    [one('settings: {image: x}'), [['/instances/0/settings/image', /did you mean image_/]]],
  ])('%s', async (content, errors) => {
    const { body } = await importFile(content).expect(400);
    expect(body.errors).toEqual(
      errors.map(([pointer, reason]) =>
        expect.objectContaining({
          pointer: pointer === '' ? '/content' : `/content#${pointer}`,
          reason: expect.stringMatching(reason),
        }),
      ),
    );
  });
});
