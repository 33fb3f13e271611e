import { PROBLEM_EXAMPLES } from '../../src/common/problem.js';
import { DESCRIBED } from '../../src/document/descriptions.js';
import { CONFLICTS } from '../../src/document/refusal-texts.js';
import { FACET_NAMES, facetOf } from '../../src/facets/facets.js';
import { ApiDocument, type Operation, type Parameter, servedRoutes, structuralErrors } from '../setup/api-document.js';
import { startTestApp, type TestApp } from '../setup/app.js';

const GROUPS = [
  ...[
    'Templates',
    'Stacks',
    'Variables',
    'Instances',
    'Overrides',
    'Effective config',
    'Compose',
    'Transfer',
    'Sources',
    'Links',
    'Trash',
    'Health',
  ],
];
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

/** The operations for which something does not hold, by name. */
const offenders = (holds: (operation: Operation) => boolean) =>
  api.operations.filter((operation) => !holds(operation)).map(({ verb, path }) => `${verb} ${path}`);
const bodyOf = (operation: Operation, status: string) => operation.responses[status]?.content ?? {};

describe('the document', () => {
  it('has the structure of OpenAPI 3.1.0', () => {
    expect(structuralErrors(api.json)).toEqual([]);
  });

  it('every reference leads somewhere', () => {
    expect(api.references().length).toBeGreaterThan(20);
    expect(api.references().filter(([, target]) => target === undefined)).toEqual([]);
  });

  it('every operation has a name of its own and a summary of its own', () => {
    for (const name of ['operationId', 'summary'] as const)
      expect(new Set(api.operations.map((operation) => operation[name])).size).toBe(api.operations.length);
  });

  it('every operation is in one of the groups, and every group is used and described', () => {
    expect(new Set(api.operations.flatMap(({ tags }) => tags))).toEqual(new Set(GROUPS));
    expect(api.json.tags).toEqual(GROUPS.map((name) => ({ name, description: expect.stringMatching(/\.$/) })));
  });

  it('the parameters in a path are those of its template, all required', () => {
    const names = ({ path }: Operation) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = ({ parameters = [] }: Operation) =>
      parameters.filter((each) => each.in === 'path' && each.required);
    expect(
      offenders(
        (each) =>
          declared(each)
            .map(({ name }) => name)
            .toSorted()
            .join() === names(each).toSorted().join(),
      ),
    ).toEqual([]);
  });

  it('a name in a path shows an example; an option shows none, as Swagger UI would send it along', () => {
    const clear = ({ required = false, schema = {} }: Parameter) => required === 'example' in schema;
    expect(offenders(({ parameters = [] }) => parameters.every(clear))).toEqual([]);
  });

  it('every body shows an example that fits its schema', () => {
    const bodies = api.operations.flatMap(({ verb, path, requestBody }) =>
      Object.values(requestBody?.content ?? {}).map(({ schema = {}, examples = {} }) => ({
        operation: `${verb} ${path}`,
        examples: Object.values(examples).map(({ value }) => api.errors(schema, value)),
      })),
    );
    expect(bodies.filter(({ examples }) => examples.length === 0 || examples.flat().length > 0)).toEqual([]);
  });

  it('a POST or PUT has a body with a schema, but for those that take none', () => {
    const bodiless = /\/(disable|enable|reveal|overrides\/prune|source\/sync)$/;
    const hasSchema = ({ requestBody }: Operation) => requestBody?.content['application/json']?.schema !== undefined;
    const takesBody = ({ verb, path }: Operation) => !['get', 'delete'].includes(verb) && !bodiless.test(path);
    expect(offenders((each) => takesBody(each) === hasSchema(each))).toEqual([]);
  });

  it('every operation has one success, with a schema unless it is a 204; a DELETE with dry_run has a report besides', () => {
    const all = (each: Operation) => Object.keys(each.responses).filter((status) => status.startsWith('2'));
    // A DELETE that may be tried first answers a report then, beside its own success.
    const isTried = ({ verb, parameters = [] }: Operation) =>
      verb === 'delete' && parameters.some(({ name }) => name === 'dry_run');
    const successes = (each: Operation) => (isTried(each) ? all(each).filter((status) => status !== '200') : all(each));
    const whole = (each: Operation) => {
      const [status = '', ...others] = successes(each);
      const schema = bodyOf(each, status)['application/json']?.schema;
      return others.length === 0 && (status === '204') === (schema === undefined);
    };
    expect(offenders(whole)).toEqual([]);
    expect(offenders((each) => each.verb !== 'delete' || successes(each)[0] === '204')).toEqual([]);
    expect(
      offenders((each) => !isTried(each) || bodyOf(each, '200')['application/json']?.schema !== undefined),
    ).toEqual([]);
  });

  it('every refusal is documented as a problem, with an example that is one', () => {
    const statuses = (each: Operation) => Object.keys(each.responses).filter((status) => status >= '4');
    const isProblem = (each: Operation, status: string) => {
      const { 'application/problem+json': problem, ...others } = bodyOf(each, status);
      if (!problem?.schema || Object.keys(others).length > 0) return false;
      return (
        api.errors(problem.schema, problem.example).length === 0 &&
        Reflect.get(Object(problem.example), 'status') === Number(status)
      );
    };
    expect(offenders((each) => statuses(each).every((status) => isProblem(each, status)))).toEqual([]);
    expect(offenders((each) => ['400', '500'].every((status) => statuses(each).includes(status)))).toEqual([]);
    expect(offenders((each) => !each.path.includes('{') || statuses(each).includes('404'))).toEqual([]);
    expect(
      offenders((each) => !each.requestBody || ['400', '415'].every((status) => statuses(each).includes(status))),
    ).toEqual([]);
  });
});

describe('what is said of operations', () => {
  const examples = (status: string) =>
    api.operations.flatMap((each) => Object(bodyOf(each, status)['application/problem+json']?.example).detail ?? []);

  it('is said of one that there is', () => {
    const names = api.operations.map(({ operationId }) => operationId);
    expect(DESCRIBED.filter((name) => !names.includes(name))).toEqual([]);
    expect(Object.keys(CONFLICTS).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(['409', '422'])('a %s is explained by an example of its own, not by the one for all', (status) => {
    expect(examples(status).length).toBeGreaterThan(10);
    expect(examples(status)).not.toContain(PROBLEM_EXAMPLES[status === '409' ? 409 : 422].detail);
  });
});

describe('the routes', () => {
  const served = () => servedRoutes(server.app);

  it('that are served are those that are documented', () => {
    const documented = api.operations.map(({ verb, path }) => `${verb} ${path}`);
    expect(
      served()
        .filter((route) => !route.startsWith('head '))
        .toSorted(),
    ).toEqual(documented.toSorted());
    expect(documented.length).toBeGreaterThan(60);
  });

  it.each(FACET_NAMES)('of %s: GET, PUT, PATCH and DELETE for an instance, GET and PUT for a template', (name) => {
    const { path } = facetOf(name);
    const wanted = ['get', 'put', 'patch', 'delete'].map((verb) => `${verb} ${INSTANCE}/${path}`);
    expect(served()).toEqual(
      expect.arrayContaining([
        ...wanted,
        ...['get', 'put'].map((verb) => `${verb} /api/v1/services/{template}/${path}`),
      ]),
    );
  });
});
