import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { closed, closedDocument } from './closed-schema.js';

/** `verb /path` of every route that the server has below the API and health, in the words of the document. */
export function servedRoutes(app: NestFastifyApplication): string[] {
  const open: string[] = [];
  const lines = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }).split('\n');
  return lines.flatMap((line) => {
    const [, indent = '', part = '', verbs = ''] = /^((?:[│ ] {3})*)[├└]── (\S+) \(([^)]*)\)$/.exec(line) ?? [];
    open.splice(indent.length / 4, Infinity, part === '*' ? '/{path}' : part.replace(/:(\w+)/g, '{$1}'));
    const path = open.join('');
    return /^\/(api|health)\//.test(path) ? verbs.split(', ').map((verb) => `${verb.toLowerCase()} ${path}`) : [];
  });
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Record<string, unknown>;
}

export interface Operation {
  verb: string;
  path: string;
  summary?: string;
  tags?: string[];
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: {
    content: Record<string, { schema?: object; example?: unknown; examples?: Record<string, { value?: unknown }> }>;
  };
  responses: Record<string, { description?: string; content?: Record<string, { schema?: object; example?: unknown }> }>;
}

/** The served document, and what the tests ask of it. OpenAPI 3.1 schemas are JSON Schema 2020-12. */
export class ApiDocument {
  readonly operations: Operation[];
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(readonly json: Record<string, unknown>) {
    this.ajv.addFormat('date-time', (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text));
    this.ajv.addSchema(Object.assign({ $id: 'http://api/' }, closedDocument(json)));
    this.operations = Object.entries(Object(json.paths)).flatMap(([path, item]) =>
      Object.entries<Operation>(Object(item)).map(([verb, operation]) =>
        Object.assign({}, operation, { verb, path, responses: this.resolved(operation.responses) }),
      ),
    );
  }

  operation(verb: string, path: string): Operation {
    const found = this.operations.find((operation) => operation.verb === verb && operation.path === path);
    if (!found) throw new Error(`${verb} ${path} is not documented.`);
    return found;
  }

  /** What is wrong with a value in view of a schema of the document; also whatever the schema does not mention. */
  errors(schema: object, value: unknown): string[] {
    const key = JSON.stringify(schema);
    const validate = this.compiled.get(key) ?? this.ajv.compile(absolute(Object(closed(schema))));
    this.compiled.set(key, validate);
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      [instancePath, message, Object.values(params).join()].join(' '),
    );
  }

  /** Every $ref in the document, with what it leads to. */
  references(): [string, unknown][] {
    const texts = [...JSON.stringify(this.json).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
    return [...new Set(texts)].map((reference) => [reference, this.resolve(reference)]);
  }

  /** The answers themselves, also where the document only refers to them. */
  private resolved(responses: Operation['responses']): Operation['responses'] {
    const answers = Object.entries<{ $ref?: string; description?: string }>(responses);
    return Object.fromEntries(
      answers.map(([status, { $ref, ...answer }]) => [status, Object.assign(answer, $ref && this.resolve($ref))]),
    );
  }

  resolve(reference: string): unknown {
    const [root, ...steps] = reference.split('/');
    if (root !== '#') return undefined;
    return steps.reduce<unknown>((value, step) => Reflect.get(Object(value), step), this.json);
  }
}

/** A schema taken out of the document finds the document's models by its id. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"http://api/#/'));
}

/** What an operation does; its name is a verb and what it is done to. */
const VERBS = [
  ...['list', 'get', 'create', 'update', 'replace', 'patch', 'reset', 'prune', 'rename', 'remove', 'restore', 'purge'],
  ...[
    'preview',
    'enable',
    'disable',
    'clone',
    'duplicate',
    'diff',
    'render',
    'reveal',
    'import',
    'export',
    'check',
    'sync',
    'notify',
  ],
];

/** A small part of the OpenAPI 3.1 meta-schema: whatever a client generator would stumble over. */
const STRUCTURE = {
  type: 'object',
  required: ['openapi', 'info', 'paths', 'components', 'tags'],
  properties: {
    openapi: { const: '3.1.0' },
    info: {
      required: ['title', 'version', 'description'],
      properties: {
        title: { minLength: 1 },
        version: { pattern: '^\\d+\\.\\d+\\.\\d+$' },
        description: { minLength: 1 },
      },
    },
    tags: { type: 'array', items: { required: ['name', 'description'] } },
    paths: {
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: '^(/([a-z0-9-]+|\\{[a-z_]+\\}))+$' },
      additionalProperties: {
        type: 'object',
        propertyNames: { enum: ['get', 'put', 'post', 'delete', 'patch'] },
        additionalProperties: { $ref: '#/$defs/operation' },
      },
    },
  },
  $defs: {
    operation: {
      type: 'object',
      required: ['operationId', 'summary', 'tags', 'responses'],
      properties: {
        operationId: { type: 'string', pattern: `^(${VERBS.join('|')})[A-Z][A-Za-z]+$` },
        summary: { type: 'string', minLength: 8 },
        tags: { type: 'array', minItems: 1, maxItems: 1 },
        parameters: { type: 'array', items: { $ref: '#/$defs/parameter' } },
        requestBody: { required: ['content'], properties: { content: { required: ['application/json'] } } },
        responses: {
          type: 'object',
          propertyNames: { pattern: '^[1-5]\\d\\d$' },
          additionalProperties: {
            anyOf: [
              { required: ['$ref'] },
              { required: ['description'], properties: { description: { minLength: 1 } } },
            ],
          },
        },
      },
    },
    parameter: {
      type: 'object',
      required: ['name', 'in', 'schema', 'description'],
      properties: {
        in: { enum: ['path', 'query', 'header'] },
        description: { minLength: 1 },
        schema: { required: ['type'] },
      },
    },
  },
};

export function structuralErrors(json: object): string[] {
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(STRUCTURE);
  validate(json);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
