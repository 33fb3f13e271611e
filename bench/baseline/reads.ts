import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { effective } from './effective.js';
import { detail, summary } from './shapes.js';
import { byHand, rows } from './statements.js';

const LIST = byHand('instances');
const DETAIL = byHand('instance');
const EFFECTIVE = byHand('effective');
const NOTHING = { name: 'floor', text: 'SELECT 1 AS one' };

interface InstanceParams {
  Params: { stack: string; instance: string };
}

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
      const [row] = await rows<Parameters<typeof effective>[0]>(pool, EFFECTIVE, [params.stack, params.instance]);
      return row ? effective(row) : reply.code(404).send();
    },
  );
}
