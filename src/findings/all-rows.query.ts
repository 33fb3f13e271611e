import type { EntityManager } from 'typeorm';
import { inSlices } from '../common/in-steps.js';
import { execute } from '../sql/execute.js';
import { handWritten } from '../sql/statement.js';
import type { Facet } from '../facets/facet.js';
import { FACET_NAMES, facetOf, FACETS } from '../facets/facets.js';
import { byKey } from '../facets/merge.js';
import { inFixedOrder } from '../facets/order.js';
import { effectiveRows } from '../model/effective-rows.query.js';
import { NAMED_VOLUME, takenPortsStatement } from './claims.queries.js';
import { domainsElsewhere, type Placed, portsElsewhere, volumesElsewhere, wildcardsElsewhere } from './elsewhere.js';
import { EMPTY_SECRET, MAY_REACH_HOST, selectBlockedRestores, selectInstances } from './findings.queries.js';
import { MAY_TELL, plainVariables } from './telling.query.js';
import type { DomainClaim } from './domain-clashes.js';
import type { Elsewhere } from './finding.js';
import type { PortClaim } from './port-claim.js';
import type { StackRows } from './stack-findings.js';
import type { VolumeClaim } from './value-findings.js';

const ENABLED = 'instance.enabled';

type Claimed<Claim extends Elsewhere> = Omit<Claim, keyof Elsewhere> & Placed;
type OfStack<Row> = Row & { stack: string };

/** How many live things there are. */
export interface Counts {
  stacks: { total: number; enabled: number };
  instances: { total: number; enabled: number };
  templates: { total: number; enabled: number };
  overrides: number;
  variables: number;
}

interface AllRow {
  counts: Counts;
  instances: OfStack<StackRows['instances'][number] & { id: number | null }>[];
  ports: Claimed<PortClaim>[];
  domains: Claimed<DomainClaim>[];
  volumes: Claimed<VolumeClaim>[];
  mounts: OfStack<StackRows['mounts'][number]>[];
  secrets: OfStack<StackRows['secrets'][number]>[];
  labels: OfStack<StackRows['labels'][number]>[];
  files: OfStack<StackRows['files'][number]>[];
  variables: OfStack<StackRows['variables'][number]>[];
  blocked: OfStack<StackRows['blocked'][number]>[];
  taken: StackRows['taken'];
}

/** All that findings are made of, of every live stack, each part a JSON array; and how many things there are. */
export function allRowsStatement(tx: EntityManager): string {
  return handWritten(tx, 'findings.all', () => {
    const { manager } = tx.dataSource;
    const placed = (facet: Facet, columns: readonly string[], only?: string, order = 'item.owner') => {
      const where = only === undefined ? ENABLED : `${ENABLED} AND ${only}`;
      return `SELECT item.*, instance.instance_id, stack.name AS stack, stack.enabled AS stack_enabled
        FROM (${effectiveRows(manager, facet, { columns, where })}) item
        JOIN service_instances instance ON instance.id = item.owner JOIN stacks stack ON stack.id = instance.stack_id
        ORDER BY ${order}`;
    };
    const { ports, domains, volumes, env_vars, labels, config_files } = FACETS;
    const parts = {
      instances: selectInstances(manager, ENABLED).addSelect('stack.name', 'stack').getQuery(),
      ports: placed(ports, ports.columns),
      domains: placed(domains, ['domain', 'proxy_port']),
      volumes: placed(volumes, ['source', 'is_external', 'target'], NAMED_VOLUME),
      mounts: placed(volumes, volumes.columns, MAY_REACH_HOST, 'item.owner, item.target COLLATE "C"'),
      secrets: placed(env_vars, ['key'], EMPTY_SECRET, 'instance.created_at, item.owner, item.key COLLATE "C"'),
      labels: placed(labels, ['key', 'value'], undefined, 'item.owner, item.key COLLATE "C"'),
      files: placed(config_files, ['file_path', 'content'], MAY_TELL, 'item.owner, item.file_path COLLATE "C"'),
      variables: `${plainVariables()} ORDER BY stack.id, variable.key COLLATE "C"`,
      blocked: selectBlockedRestores(manager).addSelect('stack.name', 'stack').addGroupBy('stack.name').getQuery(),
      taken: takenPortsStatement(tx).sql,
    };
    const selects = Object.entries(parts).map(
      ([name, sql]) => `(SELECT coalesce(json_agg(part), '[]') FROM (${sql}) part) AS ${name}`,
    );
    return `SELECT ${[`${countsOf(tx)} AS counts`, ...selects].join(',\n')}`;
  });
}

function countsOf(tx: EntityManager): string {
  const both = `json_build_object('total', count(*), 'enabled', count(*) FILTER (WHERE enabled))`;
  const live = (table: string) => `(SELECT ${both} FROM ${table} WHERE deleted_at IS NULL)`;
  const overrides = FACET_NAMES.map((name) => {
    const { tableName } = tx.dataSource.getMetadata(facetOf(name).instance_row);
    return `(SELECT count(*) FROM ${tableName} own JOIN service_instances instance ON instance.id = own.instance_id
      WHERE instance.deleted_at IS NULL)`;
  });
  return `json_build_object('stacks', ${live('stacks')}, 'instances', ${live('service_instances')},
    'templates', (SELECT ${both} FROM services), 'overrides', ${overrides.join(' + ')},
    'variables', (SELECT count(*) FROM stack_variables own JOIN stacks stack ON stack.id = own.stack_id
      WHERE stack.deleted_at IS NULL))`;
}

/** One statement: what findings are made of, by stack, in the order of their names, and how many things there are. */
export async function readAll(tx: EntityManager): Promise<{ counts: Counts; stacks: Map<string, StackRows> }> {
  const [all] = await execute<AllRow>(tx, allRowsStatement(tx));
  if (!all) throw new Error('A statement without FROM has one row.');
  const claims = <Row extends Placed>(facet: Pick<Facet, 'order_columns'>, rows: Row[]) =>
    inFixedOrder({ order_columns: ['owner', ...facet.order_columns] }, rows);
  const domains = claims(FACETS.domains, all.domains);
  const of = {
    instances: byStack(all.instances),
    ports: byStack(await inSlices(portsElsewhere(claims(FACETS.ports, all.ports)))),
    domains: byStack(await inSlices(domainsElsewhere(domains))),
    wildcards: byStack(await inSlices(wildcardsElsewhere(domains))),
    volumes: byStack(await inSlices(volumesElsewhere(claims(FACETS.volumes, all.volumes)))),
    mounts: byStack(all.mounts),
    secrets: byStack(all.secrets),
    labels: byStack(all.labels),
    files: byStack(all.files),
    variables: byStack(all.variables),
    blocked: byStack(all.blocked),
  };
  const rowsOf = (stack: string): StackRows => ({
    instances: of.instances(stack).filter(({ id }) => id !== null),
    ports: of.ports(stack),
    taken: all.taken,
    domains: of.domains(stack),
    wildcards: of.wildcards(stack),
    secrets: of.secrets(stack),
    labels: of.labels(stack),
    files: of.files(stack),
    variables: of.variables(stack),
    mounts: of.mounts(stack),
    volumes: of.volumes(stack),
    blocked: of.blocked(stack),
  });
  const names = [...new Set(all.instances.map(({ stack }) => stack))].toSorted();
  return { counts: all.counts, stacks: new Map(names.map((name) => [name, rowsOf(name)])) };
}

function byStack<Row extends { stack: string }>(rows: readonly Row[]): (stack: string) => Row[] {
  const groups = byKey({ key: ({ stack }: Row) => stack }, rows);
  return (stack) => groups.get(stack) ?? [];
}
