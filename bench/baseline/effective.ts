/** Template and overrides combined, written for this one purpose. Values that refer to others are not of the baseline. */

type Item = Record<string, string | number | boolean | null>;

interface Rule {
  columns: string[];
  key: (item: Item) => string;
  order: string[];
}

const by = (column: string) => (item: Item) => String(item[column]);

const RULES: Record<string, Rule> = {
  ports: {
    columns: ['host_ip', 'host_port', 'container_port', 'protocol', 'publish_mode'],
    key: (item) => `${item.container_port}/${item.protocol}`,
    order: ['container_port', 'protocol', 'host_ip', 'host_port'],
  },
  volumes: {
    columns: ['volume_type', 'source', 'target', 'read_only', 'is_external', 'options'],
    key: by('target'),
    order: ['target'],
  },
  env_vars: { columns: ['key', 'value', 'is_secret', 'fingerprint'], key: by('key'), order: ['key'] },
  labels: { columns: ['key', 'value'], key: by('key'), order: ['key'] },
  domains: { columns: ['domain', 'proxy_port'], key: by('domain'), order: ['domain'] },
  healthcheck: {
    columns: ['test', 'interval_seconds', 'timeout_seconds', 'retries', 'start_period_seconds'],
    key: () => '',
    order: [],
  },
  config_files: {
    columns: ['file_path', 'content', 'file_mode', 'is_template'],
    key: by('file_path'),
    order: ['file_path'],
  },
  options: { columns: ['key', 'value'], key: by('key'), order: ['key'] },
};

function sorted(items: Item[], order: string[]): Item[] {
  return items.toSorted((a, b) => {
    for (const column of order) {
      const [left = null, right = null] = [a[column], b[column]];
      if (left === right) continue;
      if (typeof left === 'number' && typeof right === 'number') return left - right;
      return String(left) < String(right) ? -1 : 1;
    }
    return 0;
  });
}

/** A row as the statement gives it: the number of its table, then its columns, and whether it removes. */
type Values = [number, ...Item[string][]];

function toItem(row: Values, columns: string[]): Item {
  const item: Item = {};
  columns.forEach((column, index) => {
    const value = row[index + 1] ?? null;
    if (typeof value === 'string' && value.includes('${{')) throw new Error('The baseline resolves no references.');
    item[column] = value;
  });
  return item;
}

function merge({ columns, key, order }: Rule, source: string, template: Values[], overrides: Values[]) {
  const overridden = new Map<string, boolean>();
  const set: Item[] = [];
  for (const row of overrides) {
    const item = toItem(row, columns);
    const removes = row[columns.length + 1] === true;
    overridden.set(key(item), overridden.get(key(item)) === true || !removes);
    if (!removes) set.push({ ...item, [source]: 'override' });
  }
  const items: Item[] = [];
  const removed: Item[] = [];
  for (const row of template) {
    const item = toItem(row, columns);
    const is_set = overridden.get(key(item));
    if (is_set === undefined) items.push({ ...item, [source]: 'template' });
    else if (!is_set) removed.push(item);
  }
  return { items: sorted([...items, ...set], order), removed: sorted(removed, order) };
}

const SETTINGS = ['image_name', 'image_tag', 'command', 'restart_policy', 'user_spec'];

interface Row {
  [column: string]: unknown;
  items: Values[] | null;
  template_settings: Item;
  instance_settings: Item;
}

function identity(row: Row): Item[] {
  const labels = {
    'devarch.stack': row.stack_name,
    'devarch.stack_id': row.stack_id,
    'devarch.instance': row.instance_id,
    'devarch.instance_id': row.id,
    'devarch.template': row.template_name,
    'devarch.managed_by': 'devarch',
  };
  return Object.entries(labels).map(([key, value]) => ({ key, value: String(value), source: 'system' }));
}

function settings(row: Row) {
  const effective: Item = {};
  const settings_source: Item = {};
  for (const name of SETTINGS) {
    const own = row.instance_settings[name] ?? null;
    effective[name] = own ?? row.template_settings[name] ?? null;
    settings_source[name] = own === null ? 'template' : 'override';
  }
  return { ...effective, settings_source };
}

/** @param dependencies the links of the instance, and where they lead */
export function effective(row: Row, dependencies: object[]): object {
  const facets: Record<string, unknown> = {};
  const removed: Record<string, unknown> = {};
  const overrides_applied: Record<string, boolean> = {};
  const rules = Object.entries(RULES);
  const tables = Array.from({ length: 2 * rules.length }, (): Values[] => []);
  for (const item of row.items ?? []) tables[item[0]]?.push(item);
  for (const [index, [name, rule]] of rules.entries()) {
    const overrides = tables[rules.length + index] ?? [];
    const source = name === 'volumes' ? 'item_source' : 'source';
    const merged = merge(rule, source, tables[index] ?? [], overrides);
    const items = name === 'labels' ? sorted([...merged.items, ...identity(row)], rule.order) : merged.items;
    facets[name] = name === 'healthcheck' ? (items[0] ?? null) : items;
    removed[name] = name === 'healthcheck' ? (merged.removed[0] ?? null) : merged.removed;
    overrides_applied[name] = overrides.length > 0;
  }
  const { instance_id, stack_name, template_name, container_name, enabled } = row;
  return {
    ...{ instance_id, stack_name, template_name, container_name, enabled },
    ...settings(row),
    ...facets,
    ...{ dependencies, removed, overrides_applied },
  };
}
