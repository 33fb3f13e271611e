import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { effective } from './effective.js';
import { type FoundLink, resolved } from './links.js';
import { detail, stack, summary, template } from './shapes.js';
import { byHand, rows } from './statements.js';

const LIST = byHand('instances');
const DETAIL = byHand('instance');
const EFFECTIVE = byHand('effective');
const STACKS = byHand('stacks');
const STACK = byHand('stack');
const TEMPLATES = byHand('templates');
const NOTHING = { name: 'floor', text: 'SELECT 1 AS one' };

interface InstanceParams {
  Params: { stack: string; instance: string };
}

type Found = Parameters<typeof effective>[0] & { dependencies: FoundLink[] | null };

export function addReads(fastify: FastifyInstance, pool: Pool): void {
  fastify.get('/floor', async () => (await rows(pool, NOTHING, []))[0]);

  fastify.get<{ Params: { stack: string }; Querystring: { limit: string } }>(
    '/api/v1/stacks/:stack/instances',
    async ({ params, query }) => {
      const limit = Number(query.limit);
      const found = await rows<Record<string, unknown>>(pool, LIST, [params.stack, limit + 1]);
      return found.slice(0, limit).map(summary);
    },
  );

  fastify.get<InstanceParams>('/api/v1/stacks/:stack/instances/:instance', async ({ params }, reply) => {
    const [row] = await rows<Parameters<typeof detail>[0]>(pool, DETAIL, [params.stack, params.instance]);
    return row ? detail(row) : reply.code(404).send();
  });

  fastify.get<InstanceParams>(
    '/api/v1/stacks/:stack/instances/:instance/effective-config',
    async ({ params }, reply) => {
      const [row] = await rows<Found>(pool, EFFECTIVE, [params.stack, params.instance]);
      return row ? effective(row, (row.dependencies ?? []).map(resolved)) : reply.code(404).send();
    },
  );
}

interface Limited {
  Querystring: { limit: string };
}

export function addLists(fastify: FastifyInstance, pool: Pool): void {
  const list = async (statement: typeof STACKS, limit: number, shape: typeof stack) =>
    (await rows<Parameters<typeof stack>[0]>(pool, statement, [limit + 1])).slice(0, limit).map(shape);

  fastify.get<Limited>('/api/v1/stacks', ({ query }) => list(STACKS, Number(query.limit), stack));
  fastify.get<Limited>('/api/v1/services', ({ query }) => list(TEMPLATES, Number(query.limit), template));

  fastify.get<{ Params: { stack: string } }>('/api/v1/stacks/:stack', async ({ params }, reply) => {
    const [row] = await rows<Parameters<typeof stack>[0]>(pool, STACK, [params.stack]);
    return row ? stack(row) : reply.code(404).send();
  });
}
