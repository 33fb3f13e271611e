import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { inPageForm } from './document/page-form.js';
import { showRefusals } from './document/refusals.js';
import { splitSchemas } from './document/schemas.js';
import { descriptionOf } from './document/descriptions.js';
import { GROUPS, INTRODUCTION } from './document/introduction.js';
import { showSmallestBody } from './document/bodies.js';
import { inOrder, keepOwnGroup, operationsOf, showOwnNames } from './document/operations.js';

/** The OpenAPI 3.1 document of the server. An operation is called like the controller's method. */
export function createApiDocument(app: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, described().build(), {
    operationIdFactory: (_, method) => method,
  });
  splitSchemas(document);
  const { paths } = document;
  for (const operation of operationsOf(paths)) {
    keepOwnGroup(operation);
    showOwnNames(operation);
    showSmallestBody(operation, document);
    operation.description ??= descriptionOf(operation.operationId ?? '');
  }
  showRefusals(document);
  const info = { ...document.info, contact: { name: 'DevArch' } };
  return { ...document, info, security: [], paths: inOrder(paths) };
}

function described(): DocumentBuilder {
  const builder = new DocumentBuilder()
    .setTitle('DevArch API')
    .setDescription(INTRODUCTION)
    .setVersion('0.1.0')
    .setOpenAPIVersion('3.1.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server.');
  for (const [name, description] of Object.entries(GROUPS)) builder.addTag(name, description);
  return builder;
}

/** Swagger UI at /docs, the document at /openapi.json; made when somebody asks for the first time. */
export function addApiDocument(app: INestApplication): void {
  let made: OpenAPIObject | undefined;
  const document = () => (made ??= createApiDocument(app));
  SwaggerModule.setup('openapi', app, document, {
    ui: false,
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'docs-yaml',
  });
  SwaggerModule.setup('docs', app, () => inPageForm(document()), {
    raw: false,
    customSiteTitle: 'DevArch API',
    swaggerOptions: {
      displayRequestDuration: true,
      docExpansion: 'none',
      filter: true,
      deepLinking: true,
      tryItOutEnabled: true,
    },
  });
}
