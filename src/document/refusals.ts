import { type OpenAPIObject, getSchemaPath } from '@nestjs/swagger';
import { httpProblem, Problem, PROBLEM_EXAMPLES } from '../common/problem.js';
import type { FieldError, ParameterError } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import type { Operation } from './operations.js';
import { conflictOf, impossibleOf } from './refusal-texts.js';

/** An operation with its place: the path as a pattern, and with the names that it shows. */
interface Route {
  verb: string;
  path: string;
  address: string;
  operation: Operation;
}

const always = () => true;
const mayChange = ({ verb }: Route) => verb !== 'get';

/** What the server answers before an operation has its turn, or instead of it: the same for all that it applies to. */
const COMMON: Record<number, { title: string; detail: string; applies: (route: Route) => boolean }> = {
  403: {
    title: 'Forbidden',
    detail:
      'A page of the origin "https://example.com" may not change anything here; add its origin to DEVARCH_CORS_ORIGINS where it should.',
    applies: mayChange,
  },
  413: { title: 'Payload Too Large', detail: PROBLEM_EXAMPLES[413].detail, applies: mayChange },
  414: {
    ...{ title: 'URI Too Long', detail: 'A part of the path is longer than this server takes.' },
    applies: ({ path }) => path.includes('{'),
  },
  415: { title: 'Unsupported Media Type', detail: PROBLEM_EXAMPLES[415].detail, applies: mayChange },
  417: {
    title: 'Expectation Failed',
    detail: 'The header Expect is "x", but this server meets 100-continue only.',
    applies: always,
  },
  421: {
    title: 'Misdirected Request',
    detail: 'This server does not answer for the host "example.com"; add its name to DEVARCH_HOSTS where it should.',
    applies: always,
  },
  431: { title: 'Request Header Fields Too Large', detail: 'The request is not valid HTTP.', applies: always },
  500: { title: 'Internal Server Error', detail: PROBLEM_EXAMPLES[500].detail, applies: always },
  503: {
    ...{ title: 'Unavailable', detail: PROBLEM_EXAMPLES[503].detail },
    applies: ({ path }) => !path.endsWith('/live'),
  },
};

/** Says of every operation what it may refuse, with examples of its own; what cannot happen to it is not said. */
export function showRefusals(document: OpenAPIObject): void {
  for (const [path, item] of Object.entries(document.paths))
    for (const verb of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[verb];
      if (operation) refuse({ verb, path, operation, address: addressOf(path, operation) });
    }
  const responses = Object.entries(COMMON).map(([status, { title, detail }]) => {
    const problem = {
      ...httpProblem(Number(status), title, detail, '/api/v1/stacks/shop'),
      type: typeOf(Number(status)),
    };
    return [nameOf(title), response(title, problem)];
  });
  document.components = Object.assign({}, document.components, { responses: Object.fromEntries(responses) });
}

function refuse(route: Route): void {
  const { operation, path } = route;
  const id = operation.operationId ?? '';
  const declared = (status: number) => operation.responses[status] !== undefined;
  const own: Record<number, object | undefined> = {
    400: invalid(route),
    404: path.includes('{') || declared(404) ? example(404, route, missing(operation)) : undefined,
    409: declared(409) || conflictOf(id) ? example(409, route, conflictOf(id)) : undefined,
    422: declared(422) || impossibleOf(id) ? example(422, route, impossibleOf(id)) : undefined,
  };
  const success = Object.entries(operation.responses).filter(([status]) => status < '4');
  operation.responses = Object.fromEntries(success);
  for (const [status, problem] of Object.entries(own))
    if (problem) operation.responses[status] = response(String(Reflect.get(problem, 'title')), problem);
  for (const [status, { title, applies }] of Object.entries(COMMON))
    if (applies(route)) operation.responses[status] = { $ref: `#/components/responses/${nameOf(title)}` };
}

function response(description: string, problem: object) {
  const schema = { $ref: getSchemaPath(Problem) };
  return { description: `${description}.`, content: { 'application/problem+json': { schema, example: problem } } };
}

function example(status: 404 | 409 | 422, { address }: Route, detail: string = PROBLEM_EXAMPLES[status].detail) {
  return { ...PROBLEM_EXAMPLES[status], detail, instance: address };
}

const UNKNOWN_PARAMETER: ParameterError = {
  parameter: 'page',
  reason: 'is not known here; this operation takes no parameters',
};

/** A misspelt field of the body, a wrong value of a parameter, or one that is not known. */
function invalid(route: Route): object {
  const error = misspelt(route.operation) ?? wrongParameter(route.operation) ?? UNKNOWN_PARAMETER;
  const { reason } = error;
  const detail = `${'pointer' in error ? error.pointer : error.parameter} ${reason}${reason.endsWith('?') ? '' : '.'}`;
  return { ...PROBLEM_EXAMPLES[400], detail, instance: route.address, errors: [error] };
}

function misspelt({ requestBody }: Operation): FieldError | undefined {
  if (!requestBody || !('content' in requestBody)) return undefined;
  const [media] = Object.values(requestBody.content);
  const [first] = Object.values<unknown>({ ...media?.examples });
  const [field] = Object.keys(Object(isObject(first) ? first.value : undefined));
  if (field === undefined) return undefined;
  return { pointer: `/${field.slice(0, -1)}`, reason: `is not known here; did you mean ${field}?` };
}

function wrongParameter({ parameters = [] }: Operation): ParameterError | undefined {
  const options = parameters.flatMap((each) => ('in' in each && each.in === 'query' ? [each] : []));
  for (const { name: parameter, schema = {} } of options) {
    if (!('type' in schema)) continue;
    const { type, minimum, maximum } = schema;
    if (type === 'integer')
      return { parameter, reason: `must be an integer from ${minimum} to ${maximum}`, given: '0' };
    if (type === 'boolean') return { parameter, reason: 'must be true or false', given: '"yes"' };
    if (schema.enum) return { parameter, reason: `must be one of ${schema.enum.join(', ')}`, given: '"other"' };
  }
  return undefined;
}

function missing(operation: Operation): string {
  const names = namesOf(operation);
  const trash = /^(restore|purge)/.test(operation.operationId ?? '') ? ' in the trash' : '';
  if (names.instance && trash)
    return `There is no instance "${names.instance}" in the trash of stack "${names.stack}".`;
  if (names.instance) return `There is no instance "${names.instance}" in stack "${names.stack}".`;
  const [kind, name] = Object.entries(names).findLast(([each]) => each !== 'path') ?? ['stack', 'shop'];
  return `There is no ${kind} "${name}"${trash}.`;
}

function addressOf(path: string, operation: Operation): string {
  return Object.entries(namesOf(operation)).reduce(
    (address, [name, value]) => address.replace(`{${name}}`, value),
    path,
  );
}

function namesOf({ parameters = [] }: Operation): Record<string, string> {
  const inPath = parameters.flatMap((each) => ('in' in each && each.in === 'path' ? [each] : []));
  return Object.fromEntries(inPath.map(({ name, schema }) => [name, String(Object(schema).example ?? name)]));
}

function nameOf(title: string): string {
  return title.replaceAll(' ', '');
}

function typeOf(status: number): string {
  return status === 503 ? PROBLEM_EXAMPLES[503].type : 'about:blank';
}
