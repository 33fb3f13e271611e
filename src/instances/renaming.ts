import type { EntityManager } from 'typeorm';
import { Conflict } from '../common/errors.js';
import { byKey } from '../facets/merge.js';
import type { LockedInstance } from '../model/lookup.js';
import { renameIn } from '../references/text.js';
import {
  type ChangedOwner,
  listNamingTexts,
  type NamingText,
  OWNER_TABLES,
  type Owner,
  renameJoined,
  updateOwners,
  updateTexts,
} from './renaming.queries.js';

/** How many references were written anew, and which settings of the renamed instance itself are others then. */
export interface Rewritten {
  count: number;
  own: Partial<Record<string, string>>;
}

interface Rewriting extends NamingText {
  count: number;
}

/**
 * References by the old name name the new one, wherever the stack has them: one statement for each table that has some. The
 * instance itself is left to the caller, who writes its row anyway. The transaction holds the stack, all its instances and
 * these templates.
 */
export async function rewriteReferences(
  tx: EntityManager,
  instance: LockedInstance,
  to: string,
  templates: readonly number[],
): Promise<Rewritten> {
  const names = { from: instance.instance_id, to };
  const rewritten = rewrite(await listNamingTexts(tx, instance, names, templates), names);
  const isItem = ({ owner, table_name }: Rewriting) => table_name !== OWNER_TABLES[owner];
  for (const texts of byKey({ key: (it: Rewriting) => it.table_name }, rewritten.filter(isItem)).values()) {
    const [first] = texts;
    if (first) await updateTexts(tx, first.table_name, first.column_name, texts);
  }
  const owners = changedOwners(rewritten.map((it) => (isItem(it) ? { ...it, column_name: '' } : it)));
  const own = owners.get('instance')?.get(instance.id)?.settings ?? {};
  owners.get('instance')?.delete(instance.id);
  for (const owner of ['stack', 'instance', 'template'] as const) {
    const changed = [...(owners.get(owner)?.values() ?? [])];
    if (changed.length > 0) await updateOwners(tx, owner, changed);
  }
  const joined = await renameJoined(tx, instance, names, templates);
  return { count: rewritten.reduce((sum, { count }) => sum + count, joined), own };
}

function rewrite(texts: readonly NamingText[], { from, to }: { from: string; to: string }): Rewriting[] {
  return texts.flatMap((stored) => {
    const { text, count } = renameIn(stored.text, from, to);
    if (count === 0) return [];
    if (stored.is_taken) throw new Conflict(takenSentence(stored, from, to));
    return [{ ...stored, text, count }];
  });
}

function takenSentence({ owner, owner_name }: NamingText, from: string, to: string): string {
  return `The ${owner} "${owner_name}" refers to "${from}" by its name, and \${{ ${to}.… }} means something else there; give another name.`;
}

/** By kind and id, each with the settings that become others. */
function changedOwners(rewritten: readonly Rewriting[]): Map<Owner, Map<number, ChangedOwner>> {
  const owners = new Map<Owner, Map<number, ChangedOwner>>();
  for (const { owner, owner_id: id, column_name, text } of rewritten) {
    const known = owners.get(owner) ?? new Map<number, ChangedOwner>();
    const settings = { ...known.get(id)?.settings, ...(column_name !== '' && { [column_name]: text }) };
    owners.set(owner, known.set(id, { id, settings }));
  }
  return owners;
}
