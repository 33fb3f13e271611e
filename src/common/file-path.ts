import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { InvalidInput } from './errors.js';
import { REST_OF_PATH } from './rest-of-path.js';

/** The route of one file below the address of what it belongs to. */
export const FILE_ROUTE = `files/${REST_OF_PATH}`;

/** Documents the rest of the path after `/files/`. */
export function ApiFilePath(): MethodDecorator {
  const description = 'Path in the container without its leading slash; slashes stand as they are.';
  return ApiParam({ name: 'path', type: String, description, example: 'etc/postgresql/postgresql.conf' });
}

/** What stands before the path of a file; stacks, instances and templates may be called `files`, too. */
const BEFORE_FILE = {
  instance: /^.*?\/stacks\/[^/]+\/instances\/[^/]+\/files\//,
  template: /^.*?\/services\/[^/]+\/files\//,
};

/**
 * The absolute path in the container that the address names after `/files/` of its owner. Works on Fastify and Express
 * alike.
 */
export const FilePath = createParamDecorator((owner: keyof typeof BEFORE_FILE, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<{ url: string; originalUrl?: string }>();
  const [address = ''] = (request.originalUrl ?? request.url).split('?');
  const raw = address.replace(BEFORE_FILE[owner], '');
  try {
    return `/${decodeURIComponent(raw)}`;
  } catch {
    throw InvalidInput.parameter('path', 'must be a percent-encoded path', raw);
  }
});
