import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const DESCRIPTION = `A catalogue of service templates, stacks of instances, and copy-on-write overrides: an instance stores
only what differs from its template. Start with **Templates**, create a **Stack** and an **Instance**, write **Overrides**,
and read what would run under **Effective config**. Errors are problem details (RFC 9457).`;

const GROUPS = {
  Stacks: 'Named groups of instances, each with a network of its own.',
  Instances: 'Templates in use inside a stack.',
  Overrides: 'What an instance changes of its template, facet by facet.',
  'Effective config': 'What would really run: template and overrides combined.',
  Compose: 'A stack as a file that runs: Compose, and other targets.',
  Templates: 'The catalogue.',
  Categories: 'Groups of templates.',
  Health: 'For whoever watches the server.',
} as const;

/** The OpenAPI 3.1 document of the server. */
export function createApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('DevArch API')
    .setDescription(DESCRIPTION.replaceAll('\n', ' '))
    .setVersion('0.1.0')
    .setOpenAPIVersion('3.1.0')
    .setLicense('MIT', '');
  for (const [name, description] of Object.entries(GROUPS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
  });
  return { ...document, paths: namedWildcards(document.paths) };
}

/** The rest of a path is a parameter called `path`; in a route it has no name. */
function namedWildcards(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  return Object.fromEntries(Object.entries(paths).map(([path, item]) => [path.replace(/\*$/, '{path}'), item]));
}

/** Swagger UI at /docs, the document at /openapi.json. */
export function addApiDocument(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'DevArch API',
    swaggerOptions: { displayRequestDuration: true, docExpansion: 'list' },
  });
}
