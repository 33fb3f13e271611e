import { type Facet, isSingle, type SpecValues } from '../facets/facet.js';
import type { ItemKind } from '../facets/item-kind.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { inFixedOrder } from '../facets/order.js';
import { MASK } from '../facets/sealing.js';
import { networkName } from '../model/names.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import { SETTING_NAMES } from '../settings/settings.js';
import { STACK_FILE_VERSION } from './dto/stack-file.js';
import type { StoredInstance, StoredRow, StoredStack } from './stored-stack.query.js';

/**
 * A stack as its file: template names and differences only, secrets without their values. Pure; the same stack gives the
 * same file, whatever the order in which things were made.
 */
export function exportFile(stack: StoredStack): Record<string, unknown> {
  const { name, description, network_name, enabled } = stack;
  const variables = inFixedOrder(VARIABLES, stack.variables).map((row) => exportRow(VARIABLES, row));
  return {
    devarch: STACK_FILE_VERSION,
    stack: { name, description, ...(network_name !== networkName(name) && { network_name }), enabled },
    ...(variables.length > 0 && { variables }),
    instances: inFixedOrder({ order_columns: ['instance_id'] }, stack.instances).map(exportInstance),
  };
}

function exportInstance({ instance_id, template_name, description, enabled, ...own }: StoredInstance): object {
  const set = SETTING_NAMES.filter((name) => own.settings[name] !== null);
  const overridden = FACET_NAMES.filter((name) => own.overrides[name].length > 0);
  const bound = own.bindings.filter(({ is_live }) => is_live).map(({ link, instance_id: to }) => [link, to]);
  const facets = overridden.map((name) => [name, exportRows(facetOf(name), own.overrides[name])] as const);
  return {
    ...{ name: instance_id, template: template_name, description, enabled },
    ...(set.length > 0 && { settings: Object.fromEntries(set.map((name) => [name, own.settings[name]])) }),
    ...(own.removed_settings.length > 0 && { removed_settings: own.removed_settings }),
    ...(bound.length > 0 && { links: Object.fromEntries(bound) }),
    ...(facets.length > 0 && { overrides: Object.fromEntries(facets) }),
  };
}

function exportRows(facet: Facet, rows: StoredRow[]): object {
  const exported = inFixedOrder(facet, rows).map((row) => exportRow(facet, row));
  return isSingle(facet) ? (exported[0] ?? {}) : exported;
}

/**
 * A removal is its key alone: what it removes is the template's. A secret is referred to, never told; one that refers itself
 * is told, as its reference is no secret.
 */
function exportRow(kind: ItemKind, row: SpecValues & { removed?: boolean }): object {
  const { columns, key_columns, sealing } = kind;
  const masked = sealing && row[sealing.flag] === true && (row[sealing.value] ?? MASK) === MASK;
  const hidden = masked ? sealing.value : undefined;
  const told = row.removed ? key_columns : columns.filter((column) => column !== hidden);
  const values = Object.fromEntries(told.map((column) => [column, row[column] ?? null]));
  return row.removed ? { ...values, removed: true } : values;
}
