import { getSchemaPath } from '@nestjs/swagger';
import { rendererOf, TARGETS } from '../../render/renderers.js';
import { RenderedFiles, RenderReport, SecretVariable } from './render-answers.js';

const LOSSES = {
  description: 'How many things the documents could not take along.',
  schema: { type: 'integer' as const },
};

const TEXT = {
  schema: { type: 'string', example: 'name: shop\nservices:\n  db:\n    image: postgres:17.2\n' },
};

/** Text; as JSON the only document, several as a list, the files where it is split, or the report. */
export const RENDERED = {
  headers: { 'X-Devarch-Losses': LOSSES },
  content: {
    ...Object.fromEntries(TARGETS.map((target) => [rendererOf(target).presentation.media_type, TEXT])),
    'application/json': {
      schema: {
        anyOf: [
          { $ref: getSchemaPath(RenderReport) },
          { $ref: getSchemaPath(RenderedFiles) },
          { type: 'object', additionalProperties: true },
        ],
      },
    },
  },
};

export const SECRETS = {
  content: {
    'text/plain': { schema: { type: 'string', example: 'DB_POSTGRES_PASSWORD=\n' } },
    'application/json': { schema: { type: 'array', items: { $ref: getSchemaPath(SecretVariable) } } },
  },
};
