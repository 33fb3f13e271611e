import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { rendererOf } from '../../src/render/renderers.js';
import { resolveStack } from '../../src/render/resolve.js';
import { toYaml } from '../../src/render/yaml-text.js';
import { effective } from './effective.js';
import { type LinkingRow, linksOf } from './links.js';
import { byHand, rows } from './statements.js';

const STACK = byHand('stack-effective');

type Input = Parameters<typeof effective>[0] &
  LinkingRow & {
    id: number;
    stack_id: number;
    stack_name: string;
    network_name: string;
  };

/** Reading and merging by hand. Rendering a stack and writing YAML are the server's own pure functions: any would need them. */
export function addCompose(fastify: FastifyInstance, pool: Pool): void {
  const renderer = rendererOf(undefined);
  fastify.get<{ Params: { stack: string } }>('/api/v1/stacks/:stack/compose', async ({ params }, reply) => {
    const found = await rows<Input>(pool, STACK, [params.stack]);
    const [first] = found;
    if (!first) return reply.code(404).send();
    const links = linksOf(found);
    const instances = found.map((row) => {
      const provides = [row.template_name, ...row.provides];
      return { ...effective(row, links(row)), id: row.id, provides, bindings: [] };
    });
    const { stack_id: id, stack_name: name, network_name } = first;
    const whole = { id, name, network_name, instances, variables: [] };
    const { stack, losses } = resolveStack(whole as unknown as Parameters<typeof resolveStack>[0]);
    const { documents, losses: more } = renderer.render(stack);
    const remarks = [...losses, ...more].map(
      ({ instance_id, where, message }) => `${instance_id} ${where}: ${message}`,
    );
    return reply
      .header('x-devarch-losses', String(remarks.length))
      .header('content-type', 'application/yaml; charset=utf-8')
      .send(toYaml(documents, remarks));
  });
}
