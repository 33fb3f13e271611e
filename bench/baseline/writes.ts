import type { FastifyInstance } from 'fastify';
import type { ClientBase, Pool } from 'pg';
import { stack, summary } from './shapes.js';
import { byHand, golden, rows, transaction } from './statements.js';

const SUMMARY = golden('instances.summary');
const STACK = byHand('stack');
const REPLACE = golden('overrides.replace-env_vars');
const SET_VARIABLE = byHand('set-variable');
const COPY_ONE = golden('instances.copy-one');
const COPY_STACK = golden('instances.copy-stack');

const TOUCH = {
  name: 'touch',
  text: `UPDATE service_instances instance SET revision = instance.revision + 1, updated_at = now() FROM stacks stack
    WHERE stack.id = instance.stack_id AND stack.name = $1 AND stack.deleted_at IS NULL
      AND instance.instance_id = $2 AND instance.deleted_at IS NULL
    RETURNING instance.id, instance.template_service_id`,
};
const SIDES = {
  name: 'sides',
  text: `SELECT
    (SELECT coalesce(json_agg(template_row ORDER BY template_row.id), '[]')
     FROM service_env_vars template_row WHERE template_row.service_id = $1) AS template,
    (SELECT coalesce(json_agg(instance_row ORDER BY instance_row.id), '[]')
     FROM instance_env_vars instance_row WHERE instance_row.instance_id = $2) AS overrides`,
};
const LOCK_STACK = {
  name: 'lock_stack',
  text: 'SELECT id, name FROM stacks WHERE name = $1 AND deleted_at IS NULL FOR SHARE',
};
const LOCK_INSTANCE = {
  name: 'lock_instance',
  text: `SELECT instance.id FROM service_instances instance
    JOIN stacks stack ON stack.id = instance.stack_id AND stack.deleted_at IS NULL
    WHERE stack.name = $1 AND instance.instance_id = $2 AND instance.deleted_at IS NULL FOR NO KEY UPDATE OF instance`,
};
const INSERT_INSTANCE = {
  name: 'insert_instance',
  text: `INSERT INTO service_instances (stack_id, template_service_id, instance_id, container_name)
    SELECT $1, template.id, $3, $4 FROM services template WHERE template.name = $2 RETURNING id`,
};
const INSERT_STACK = {
  name: 'insert_stack',
  text: 'INSERT INTO stacks (name, description, network_name, enabled) VALUES ($1, $2, $3, $4) RETURNING id',
};
const LONGEST = {
  name: 'longest',
  text: `SELECT instance_id FROM service_instances WHERE stack_id = $1 AND deleted_at IS NULL
    ORDER BY length(instance_id) DESC LIMIT 1`,
};

interface Found {
  [column: string]: unknown;
  id: number;
}
interface OfStack {
  Params: { stack: string };
}
interface OfInstance {
  Params: { stack: string; instance: string };
}

async function one(client: ClientBase, statement: Parameters<typeof rows>[1], values: unknown[]): Promise<Found> {
  const [row] = await rows<Found>(client, statement, values);
  if (!row) throw new Error(`${statement.name} found nothing.`);
  return row;
}

interface EnvVar {
  key: string;
  value?: string | null;
  is_secret?: boolean;
}

/** A variable that was secret stays so where nothing is said of it; secrets themselves are not of the baseline. */
function asStored(given: EnvVar[], template: EnvVar[], overrides: EnvVar[]): object[] {
  const secret = new Map([...template, ...overrides].map((row) => [row.key, row.is_secret]));
  return given.map((row) => {
    const is_secret = row.is_secret ?? secret.get(row.key) ?? false;
    if (is_secret) throw new Error('The baseline has no secrets.');
    return { key: row.key, value: row.value ?? null, is_secret, removed: false };
  });
}

export function addEnvVarsWrite(fastify: FastifyInstance, pool: Pool): void {
  fastify.put<OfInstance & { Body: { env_vars: EnvVar[] } }>(
    '/api/v1/stacks/:stack/instances/:instance/env-vars',
    async ({ params, body }) =>
      transaction(pool, async (client) => {
        const { id, template_service_id } = await one(client, TOUCH, [params.stack, params.instance]);
        const [sides] = await rows<{ template: EnvVar[]; overrides: EnvVar[] }>(client, SIDES, [
          template_service_id,
          id,
        ]);
        const given = asStored(body.env_vars, sides?.template ?? [], sides?.overrides ?? []);
        const stored = await rows<{ stored: object }>(client, REPLACE, [id, JSON.stringify(given)]);
        return stored.map((row) => row.stored);
      }),
  );

  fastify.patch<OfInstance & { Body: { set: [EnvVar] } }>(
    '/api/v1/stacks/:stack/instances/:instance/env-vars',
    async ({ params, body }) =>
      transaction(pool, async (client) => {
        const { id, template_service_id } = await one(client, TOUCH, [params.stack, params.instance]);
        const [{ key, value, is_secret }] = body.set;
        return rows(client, SET_VARIABLE, [id, template_service_id, key, value ?? null, is_secret ?? null]);
      }),
  );
}

export function addInstanceWrites(fastify: FastifyInstance, pool: Pool): void {
  fastify.post<OfStack & { Body: { instance_id: string; template: string } }>(
    '/api/v1/stacks/:stack/instances',
    async ({ params, body }, reply) => {
      const made = await transaction(pool, async (client) => {
        const { id } = await one(client, LOCK_STACK, [params.stack]);
        const container_name = `devarch-${params.stack}-${body.instance_id}`;
        await one(client, INSERT_INSTANCE, [id, body.template, body.instance_id, container_name]);
        return one(client, SUMMARY, [body.instance_id, params.stack]);
      });
      return reply.code(201).header('location', `/api/v1/stacks/${params.stack}/instances`).send(summary(made));
    },
  );

  fastify.post<OfInstance & { Body: { instance_id: string } }>(
    '/api/v1/stacks/:stack/instances/:instance/duplicate',
    async ({ params, body }, reply) => {
      const made = await transaction(pool, async (client) => {
        const { id: stack_id } = await one(client, LOCK_STACK, [params.stack]);
        const { id } = await one(client, LOCK_INSTANCE, [params.stack, params.instance]);
        await rows(client, COPY_ONE, [id, stack_id, `devarch-${params.stack}-`, body.instance_id]);
        return one(client, SUMMARY, [body.instance_id, params.stack]);
      });
      return reply.code(201).header('location', `/api/v1/stacks/${params.stack}/instances`).send(summary(made));
    },
  );
}

export function addStackWrites(fastify: FastifyInstance, pool: Pool): void {
  fastify.post<OfStack & { Body: { name: string } }>('/api/v1/stacks/:stack/clone', async ({ params, body }, reply) => {
    const made = await transaction(pool, async (client) => {
      const { id } = await one(client, LOCK_STACK, [params.stack]);
      const { description, enabled } = await one(client, STACK, [params.stack]);
      await rows(client, LONGEST, [id]);
      const values = [body.name, description, `devarch-${body.name}-net`, enabled];
      const { id: to_stack } = await one(client, INSERT_STACK, values);
      await rows(client, COPY_STACK, [id, to_stack, `devarch-${body.name}-`, null]);
      return one(client, STACK, [body.name]);
    });
    return reply.code(201).header('location', `/api/v1/stacks/${body.name}`).send(stack(made));
  });
}
