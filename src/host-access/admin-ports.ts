import type { PortSpec } from '../facets/ports.js';
import type { Spot } from './spots.js';

/** Ports, inside the container, of what is administered through them or keeps everybody's data. A closed list. */
const ADMIN_PORTS: ReadonlyMap<number, string> = new Map([
  ...named('database', [1433, 1521, 3050, 3306, 5432, 5984, 6379, 7474, 7687, 8086, 8123, 8529, 9042, 9160]),
  ...named('database', [9200, 9300, 11211, 26257, 27017, 27018, 27019, 28015, 33060, 50000]),
  ...named('message broker', [1883, 2181, 4222, 5671, 5672, 6650, 8883, 9092, 9093, 9094, 61616]),
  ...named('console', [5050, 5601, 8006, 8081, 8161, 8222, 9000, 9001, 9090, 9443, 15671, 15672]),
  ...named('control interface', [22, 2375, 2376, 2379, 2380, 3389, 5900, 6443, 8200, 8500, 10250]),
]);

const ALL_ADDRESSES = new Set<string | null>(['0.0.0.0', '::', null]);

/** A port of that kind that every address of the host answers on. */
export function openAdminPort({ host_ip, container_port, protocol }: PortSpec): Spot[] {
  const detail = ADMIN_PORTS.get(container_port);
  if (detail === undefined || protocol !== 'tcp' || !ALL_ADDRESSES.has(host_ip)) return [];
  return [{ path: ['host_ip'], marks: [String(container_port)], detail }];
}

function named(kind: string, ports: number[]): [number, string][] {
  return ports.map((port) => [port, kind]);
}
