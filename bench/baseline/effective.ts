/** Template and overrides combined, written for this one purpose. */

type Item = Record<string, string | number | boolean | null>;
type Parts = Record<string, Item[]>;

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

function values(row: Item, columns: string[]): Item {
  const item: Item = {};
  for (const column of columns) item[column] = row[column] ?? null;
  return item;
}

function merge({ columns, key, order }: Rule, source: string, template: Item[], overrides: Item[]) {
  const overridden = new Map<string, boolean>();
  for (const row of overrides) overridden.set(key(row), overridden.get(key(row)) === true || row.removed === false);
  const items: Item[] = [];
  const removed: Item[] = [];
  for (const row of template) {
    const is_set = overridden.get(key(row));
    if (is_set === undefined) items.push({ ...values(row, columns), [source]: 'template' });
    else if (!is_set) removed.push(values(row, columns));
  }
  for (const row of overrides) if (!row.removed) items.push({ ...values(row, columns), [source]: 'override' });
  return { items: sorted(items, order), removed: sorted(removed, order) };
}

const SETTINGS = ['image_name', 'image_tag', 'command', 'restart_policy', 'user_spec'];

interface Row {
  [column: string]: unknown;
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

export function effective(row: Row): object {
  const facets: Record<string, unknown> = {};
  const removed: Record<string, unknown> = {};
  const overrides_applied: Record<string, boolean> = {};
  const lists = row as unknown as Parts;
  for (const [name, rule] of Object.entries(RULES)) {
    const overrides = lists[`instance_${name}`] ?? [];
    const source = name === 'volumes' ? 'item_source' : 'source';
    const merged = merge(rule, source, lists[`template_${name}`] ?? [], overrides);
    const items = name === 'labels' ? sorted([...merged.items, ...identity(row)], rule.order) : merged.items;
    facets[name] = name === 'healthcheck' ? (items[0] ?? null) : items;
    removed[name] = name === 'healthcheck' ? (merged.removed[0] ?? null) : merged.removed;
    overrides_applied[name] = overrides.length > 0;
  }
  const { instance_id, stack_name, template_name, container_name, enabled, dependencies } = row;
  return {
    ...{ instance_id, stack_name, template_name, container_name, enabled },
    ...settings(row),
    ...facets,
    ...{ dependencies, removed, overrides_applied },
  };
}
