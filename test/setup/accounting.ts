import { escapePointer } from '../../src/common/json-pointer.js';
import { RESOLVED_SETTINGS } from '../../src/render/resolved.js';
import type { Loss, Rendered, Renderer, ResolvedInstance, ResolvedStack } from '../../src/render/resolved.js';
import { SETTING_NAMES, SETTINGS } from '../../src/settings/settings.js';
import { FACET_NAMES } from '../../src/facets/facets.js';

/** Where a part of an instance stands, and where a loss of it would say so. */
interface Part {
  path: (string | number)[];
  where: string;
}

/** Fields of an instance as the effective config calls them. */
const FIELDS: Partial<Record<keyof ResolvedInstance, string>> = {
  ...Object.fromEntries(SETTING_NAMES.map((name) => [RESOLVED_SETTINGS[name], name])),
  depends_on: 'dependencies',
};
/** An instance may go without them. */
const SETTINGS_TO_TAKE = SETTING_NAMES.filter((name) => Object.hasOwn(SETTINGS[name], 'nullable'));
const PARTS = [...SETTINGS_TO_TAKE.map((name) => RESOLVED_SETTINGS[name]), ...FACET_NAMES] as const;

/**
 * The parts of a stack that are neither in what it renders to nor among the losses: without them the documents would be
 * the same. `expected` names parts that mean nothing by themselves.
 */
export function unaccounted(stack: ResolvedStack, renderer: Renderer, expected: (where: string) => boolean): string[] {
  const whole = renderer.render(stack);
  const text = JSON.stringify(whole.documents);
  return stack.instances.flatMap((instance, at) =>
    partsOf(instance)
      .filter(({ where }) => !expected(where) && !isReported(whole.losses, instance.instance_id, where))
      .filter(({ path }) => JSON.stringify(withoutPart(stack, at, path, renderer).documents) === text)
      .map(({ where }) => `${instance.instance_id} ${where}`),
  );
}

function isReported(losses: Loss[], instance_id: string, where: string): boolean {
  return losses.some(
    (loss) =>
      loss.instance_id === instance_id &&
      (`${where}/`.startsWith(`${loss.where}/`) || loss.where.startsWith(`${where}/`)),
  );
}

function partsOf(instance: ResolvedInstance): Part[] {
  return PARTS.flatMap((field) => {
    const value: unknown = Reflect.get(instance, field);
    const where = `/${FIELDS[field] ?? field}`;
    if (field === 'labels') return labelParts(instance.labels, where);
    if (field === 'options') return leaves(value, [field], where);
    if (Array.isArray(value) && field !== 'command')
      return value.map((_, index) => ({ path: [field, index], where: `${where}/${index}` }));
    return value === null ? [] : [{ path: [field], where }];
  });
}

/** Identity labels are written by the renderers themselves. */
function labelParts(labels: Record<string, string>, where: string): Part[] {
  const parts = Object.keys(labels).map((key, index) => ({ path: ['labels', key], where: `${where}/${index}` }));
  return parts.filter(({ path: [, key = ''] }) => !key.startsWith('devarch.'));
}

function leaves(value: unknown, path: (string | number)[], where: string): Part[] {
  if (value === null) return [];
  const entries = typeof value === 'object' ? Object.entries(Object(value)) : [];
  if (entries.length === 0) return isNothing(value, where) ? [] : [{ path, where }];
  return entries.flatMap(([key, part]) => leaves(part, [...path, key], `${where}/${escapePointer(key)}`));
}

/** An empty list or map says nothing, except of a command line. */
function isNothing(value: unknown, where: string): boolean {
  return typeof value === 'object' && !/^\/options\/(entrypoint|command)$/.test(where);
}

function withoutPart(stack: ResolvedStack, at: number, path: (string | number)[], renderer: Renderer): Rendered {
  const copy = structuredClone(stack);
  const last = path.at(-1) ?? '';
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((value, step) => Reflect.get(Object(value), step), copy.instances[at]);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (path.length === 1) Reflect.set(Object(parent), last, null);
  else Reflect.deleteProperty(Object(parent), last);
  return renderer.render(copy);
}
