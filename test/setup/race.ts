import type { Response } from 'supertest';
import type { DataSource } from 'typeorm';
import { FACET_NAMES, facetOf } from '../../src/facets/facets.js';

/** What became of requests that were sent at once. */
export interface Outcome {
  /** How many requests got each status. */
  statuses: Record<number, number>;
  responses: Response[];
  /** The answers to the requests that succeeded. */
  winners: Response[];
}

/** Sends all requests at once and waits for every answer; each refusal has to be problem details of its own status. */
export async function race(count: number, send: (n: number) => PromiseLike<Response>): Promise<Outcome> {
  const responses = await Promise.all(Array.from({ length: count }, (_, n) => send(n)));
  const statuses: Record<number, number> = {};
  for (const response of responses) {
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    if (response.status >= 400 && response.body?.status !== response.status) {
      throw new Error(`${response.status} is not problem details: ${response.text}`);
    }
  }
  return { statuses, responses, winners: responses.filter(({ status }) => status < 300) };
}

/** What must hold for the whole database at any moment, each as a query that finds the rows that break it. */
const INVARIANTS: Record<string, string> = {
  'two live stacks of one name': liveTwice('stacks', 'name'),
  'two live stacks on one network': liveTwice('stacks', 'network_name'),
  'two live instances of one name in a stack': liveTwice('service_instances', 'stack_id, instance_id'),
  'two live instances with one container name': liveTwice('service_instances', 'container_name'),
  'a live instance whose container name is not made of its names': `
    SELECT stack.name, instance.instance_id, instance.container_name
    FROM service_instances instance JOIN stacks stack ON stack.id = instance.stack_id
    WHERE instance.deleted_at IS NULL AND instance.container_name <> 'devarch-' || stack.name || '-' || instance.instance_id`,
  'a live instance without a live stack': `
    SELECT instance.id FROM service_instances instance LEFT JOIN stacks stack ON stack.id = instance.stack_id
    WHERE instance.deleted_at IS NULL AND (stack.id IS NULL OR stack.deleted_at IS NOT NULL)`,
  'an instance without a template': `
    SELECT instance.id FROM service_instances instance LEFT JOIN services ON services.id = template_service_id
    WHERE services.id IS NULL`,
};

function liveTwice(table: string, columns: string): string {
  return `SELECT ${columns} FROM ${table} WHERE deleted_at IS NULL GROUP BY ${columns} HAVING count(*) > 1`;
}

/** The invariants that do not hold, with the rows that break them; empty where all is well. */
export async function brokenInvariants(dataSource: DataSource): Promise<Record<string, unknown>> {
  const broken: Record<string, unknown> = {};
  const orphans = FACET_NAMES.map((name) => {
    const { tableName } = dataSource.getMetadata(facetOf(name).instance_row);
    const owner = 'SELECT FROM service_instances owner WHERE owner.id = facet_row.instance_id';
    return [
      `${name} without an instance`,
      `SELECT facet_row.id FROM ${tableName} facet_row WHERE NOT EXISTS (${owner})`,
    ] as const;
  });
  for (const [name, sql] of [...Object.entries(INVARIANTS), ...orphans]) {
    const rows = await dataSource.query<unknown[]>(sql);
    if (rows.length > 0) broken[name] = rows;
  }
  return broken;
}
