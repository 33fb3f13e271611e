import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { prepared } from '../sql/prepared.js';

/** What the last import of a stack set, as it is stored. */
export interface StoredSource {
  format: string;
  instance_ids: Record<string, number>;
  content: object;
}

export async function findStackSource(tx: EntityManager, stack: string): Promise<StoredSource | undefined> {
  const [source] = await execute<StoredSource>(
    tx,
    prepared(`SELECT source.format, source.instance_ids, source.content FROM stack_sources source
     JOIN stacks stack ON stack.id = source.stack_id WHERE stack.name = $1 AND stack.deleted_at IS NULL`),
    [stack],
  );
  return source;
}

/** Remembers it; what is there just so is not written again. */
export async function saveStackSource(tx: EntityManager, stack: string, source: StoredSource): Promise<void> {
  const { format, instance_ids, content } = source;
  await execute(
    tx,
    prepared(`INSERT INTO stack_sources (stack_id, format, instance_ids, content)
     SELECT id, $2, $3, $4 FROM stacks WHERE name = $1 AND deleted_at IS NULL
     ON CONFLICT (stack_id) DO UPDATE SET format = excluded.format, instance_ids = excluded.instance_ids,
       content = excluded.content, updated_at = now()
     WHERE (stack_sources.format, stack_sources.instance_ids, stack_sources.content)
       IS DISTINCT FROM (excluded.format, excluded.instance_ids, excluded.content)`),
    [stack, format, JSON.stringify(instance_ids), JSON.stringify(content)],
  );
}

/** What the last imports of templates set, by the names of these. */
export async function listTemplateSources(tx: EntityManager, names: string[]): Promise<Map<string, object>> {
  const rows = await execute<{ name: string; content: object }>(
    tx,
    prepared(`SELECT template.name, source.content FROM template_sources source
     JOIN services template ON template.id = source.service_id WHERE template.name = ANY ($1)`),
    [names],
  );
  return new Map(rows.map(({ name, content }) => [name, content]));
}

/** Remembers them; what is there just so is not written again. */
export async function saveTemplateSources(tx: EntityManager, sources: ReadonlyMap<string, object>): Promise<void> {
  const given = [...sources].map(([name, content]) => ({ name, content }));
  await execute(
    tx,
    prepared(`INSERT INTO template_sources (service_id, content)
     SELECT template.id, given.content FROM json_to_recordset($1::json) AS given (name text, content jsonb)
     JOIN services template ON template.name = given.name ORDER BY template.id
     ON CONFLICT (service_id) DO UPDATE SET content = excluded.content, updated_at = now()
     WHERE template_sources.content <> excluded.content`),
    [JSON.stringify(given)],
  );
}

/** The same for the copy of a stack, whose instances are called as they were and have ids of their own. */
export async function copyStackSource(tx: EntityManager, from: { id: number }, to: { id: number }): Promise<void> {
  await execute(
    tx,
    prepared(`INSERT INTO stack_sources (stack_id, format, instance_ids, content)
     SELECT $2, source.format, (
       SELECT coalesce(jsonb_object_agg(named.key, copy.id), '{}') FROM jsonb_each_text(source.instance_ids) named
       JOIN service_instances original ON original.id = named.value::int
       JOIN service_instances copy ON copy.stack_id = $2 AND copy.instance_id = original.instance_id
     ), source.content FROM stack_sources source WHERE source.stack_id = $1`),
    [from.id, to.id],
  );
}
