import type { HttpServer } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';

/** The rest of a path, at the end of a route: as Express and the API document want it. */
export const REST_OF_PATH = '{*path}';

/**
 * Fastify wants no name for the rest of a path. Call it when a module is configured: routes come after that. (The other way
 * round, Nest would translate for Express, and warn of every such route at every start.)
 */
export function unnameRestOfPath({ httpAdapter }: HttpAdapterHost): void {
  const adapter: HttpServer & { getType: () => string } = httpAdapter;
  const { normalizePath } = adapter;
  if (adapter.getType() !== 'fastify' || !normalizePath) return;
  adapter.normalizePath = (path) =>
    normalizePath.call(adapter, path.endsWith(`/${REST_OF_PATH}`) ? path.replace(REST_OF_PATH, '*') : path);
}
