import type { EntityManager, ObjectLiteral } from 'typeorm';
import { run, type Statement, statement } from '../sql/statement.js';
import type { Facet } from '../facets/facet.js';
import { FACETS } from '../facets/facets.js';
import { inFixedOrder } from '../facets/order.js';
import { claimsStatement } from './clashing-items.query.js';
import type { DomainClaim } from './domain-clashes.js';
import type { TakenPorts } from './free-ports.js';
import type { PortClaim } from './port-claim.js';
import type { VolumeClaim } from './value-findings.js';

/** 0.0.0.0 stands for every IPv4 address, :: and null for every address of either family. The same rule as `overlap`, in SQL. */
const ADDRESSES_OVERLAP = `(own.host_ip IS NULL OR other.host_ip IS NULL OR other.host_ip = own.host_ip
  OR '::' IN (own.host_ip, other.host_ip)
  OR ('0.0.0.0' IN (own.host_ip, other.host_ip) AND strpos(own.host_ip || other.host_ip, ':') = 0))`;

const PORT_PLACE = ['host_port', 'protocol', 'host_ip'];

/** All values of a port, because a suggestion sets it whole. */
export function portsStatement(tx: EntityManager) {
  return claimsStatement(tx, {
    name: 'ports',
    facet: FACETS.ports,
    columns: FACETS.ports.columns.filter((column) => !PORT_PLACE.includes(column)),
    place: PORT_PLACE,
    null_as: { host_ip: () => "''" },
    among: '(item.host_port, item.protocol) IN (SELECT own.host_port, own.protocol FROM own)',
    match: [`other.host_port = own.host_port AND other.protocol = own.protocol AND ${ADDRESSES_OVERLAP}`],
  });
}

export function domainsStatement(tx: EntityManager) {
  return claimsStatement(tx, {
    name: 'domains',
    facet: FACETS.domains,
    columns: ['proxy_port'],
    place: ['domain'],
    among: 'item.domain IN (SELECT own.domain FROM own)',
    match: ['other.domain = own.domain'],
  });
}

/** `*.x` stands for every name that ends with `.x`. The same rule as `covers`, in SQL. */
const covers = (one: string, another: string) =>
  `${one} LIKE '*.%' AND ${one} <> ${another} AND right(${another}, length(${one}) - 1) = substr(${one}, 2)`;

export function wildcardsStatement(tx: EntityManager) {
  const endings = "ARRAY(SELECT '%' || substr(own.domain, 2) FROM own WHERE own.domain LIKE '*.%')";
  return claimsStatement(tx, {
    name: 'wildcards',
    facet: FACETS.domains,
    columns: [],
    place: ['domain'],
    among: `item.domain LIKE '*.%' OR item.domain LIKE ANY (${endings})`,
    match: [covers('own.domain', 'other.domain'), covers('other.domain', 'own.domain')],
  });
}

/** A condition on `item`. */
export const NAMED_VOLUME = "item.volume_type = 'named' AND item.source <> ''";

/** Elsewhere only external volumes can be the same one: any other belongs to its stack. */
export function volumesStatement(tx: EntityManager) {
  return claimsStatement(tx, {
    name: 'volumes',
    facet: FACETS.volumes,
    columns: ['target'],
    place: ['source', 'is_external'],
    only: NAMED_VOLUME,
    among: 'item.is_external AND item.source IN (SELECT own.source FROM own WHERE own.is_external)',
    match: ['other.source = own.source AND own.is_external'],
  });
}

/** The items of such a statement in the order of creation, and within an instance in the facet's. */
async function listClaims<Claim extends object>(
  tx: EntityManager,
  stack: string,
  claims: Statement,
  facet: Pick<Facet, 'order_columns'>,
): Promise<Claim[]> {
  return inFixedOrder({ order_columns: ['owner', ...facet.order_columns] }, await run<Claim>(tx, claims, { stack }));
}

export function listPorts(tx: EntityManager, stack: string): Promise<PortClaim[]> {
  return listClaims(tx, stack, portsStatement(tx), FACETS.ports);
}

export function listDomains(tx: EntityManager, stack: string): Promise<DomainClaim[]> {
  return listClaims(tx, stack, domainsStatement(tx), FACETS.domains);
}

export function listWildcards(tx: EntityManager, stack: string): Promise<DomainClaim[]> {
  return listClaims(tx, stack, wildcardsStatement(tx), FACETS.domains);
}

export function listVolumes(tx: EntityManager, stack: string): Promise<VolumeClaim[]> {
  return listClaims(tx, stack, volumesStatement(tx), FACETS.volumes);
}

/** One statement: every host port that a template or an override names, whoever runs, as ranges by protocol and address. */
export function takenPortsStatement(tx: EntityManager) {
  const { template_row, instance_row } = FACETS.ports;
  return statement(tx, 'findings.taken-ports', [], (manager) => {
    const rows = (row: new () => ObjectLiteral) => {
      const query = manager.createQueryBuilder(row, 'item').select('item.protocol', 'protocol');
      return query.addSelect('item.host_ip', 'host_ip').addSelect('item.host_port', 'host_port');
    };
    const of_templates = rows(template_row).where('item.host_port IS NOT NULL');
    const set = rows(instance_row).where('item.removed = false AND item.host_port IS NOT NULL');
    const before = 'row_number() OVER (PARTITION BY taken.protocol, taken.host_ip ORDER BY taken.host_port)';
    const numbered = manager
      .createQueryBuilder()
      .select('taken.*')
      .addSelect(`taken.host_port - ${before}`, 'range')
      .from<ObjectLiteral>(`(${of_templates.getQuery()} UNION ${set.getQuery()})`, 'taken');
    return manager
      .createQueryBuilder()
      .select('taken.protocol', 'protocol')
      .addSelect('taken.host_ip', 'host_ip')
      .addSelect('min(taken.host_port)', 'from')
      .addSelect('max(taken.host_port)', 'to')
      .from<ObjectLiteral>(`(${numbered.getQuery()})`, 'taken')
      .groupBy('taken.protocol, taken.host_ip, taken.range');
  });
}

export function listTakenPorts(tx: EntityManager): Promise<TakenPorts[]> {
  return run<TakenPorts>(tx, takenPortsStatement(tx), {});
}
