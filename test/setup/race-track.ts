import type { Template } from '../../src/model/template.entity.js';
import { startTestApp, type TestApp } from './app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from './factories.js';
import { brokenInvariants } from './race.js';

/** A server with a template to race on, for the tests of a file; after each of them the invariants hold. */
export function raceTrack() {
  let test: TestApp;
  let template: Template;
  let stacks = 0;

  beforeAll(async () => {
    test = await startTestApp();
    template = await aTemplate(test.dataSource);
  });

  afterEach(async () => {
    expect(await brokenInvariants(test.dataSource)).toEqual({});
  });

  afterAll(() => test.close());

  const nextNumber = () => (stacks += 1);
  const post = (path: string, body?: object) => test.http.post(path).send(body);
  const put = (path: string, body: object) => test.http.put(path).send(body);
  const remove = (path: string) => test.http.delete(path);
  const rows = <Row>(sql: string, ...values: unknown[]) => test.dataSource.query<Row[]>(sql, values);

  /** A stack of its own for a round, with instances of these names. */
  const aStack = async (...instances: string[]): Promise<{ name: string; path: string }> => {
    const name = `stack${nextNumber()}`;
    await post('/stacks', { name }).expect(201);
    const path = `/stacks/${name}/instances`;
    for (const instance_id of instances) await post(path, { instance_id, template: template.name }).expect(201);
    return { name, path };
  };

  /** Gives an instance one override in each of several facets; returns its count of overrides. */
  const override = async (path: string): Promise<number> => {
    await put(`${path}/ports`, { ports: [ONE_OF_EACH.ports, ANOTHER_OF_EACH.ports] }).expect(200);
    await put(`${path}/env-vars`, { env_vars: [ANOTHER_OF_EACH.env_vars] }).expect(200);
    await put(`${path}/healthcheck`, { healthcheck: ONE_OF_EACH.healthcheck }).expect(200);
    return 4;
  };

  return {
    ...{ aStack, nextNumber, override, post, put, remove, rows },
    get test() {
      return test;
    },
    get template() {
      return template;
    },
  };
}
