/** Host ports of one protocol and address that are spoken for, both ends included. */
export interface TakenPorts {
  protocol: string;
  host_ip: string | null;
  from: number;
  to: number;
}

const FIRST_UNPRIVILEGED = 1024;
const LAST = 65_535;
const ANY_IPV4 = '0.0.0.0';
const ANY = '::';

/**
 * Whether a port can only be published on one of the two: 0.0.0.0 is every IPv4 address, :: and null every address there
 * is. Pure.
 */
export function overlap(one: string | null, another: string | null): boolean {
  if (one === null || another === null || one === another || one === ANY || another === ANY) return true;
  return [one, another].includes(ANY_IPV4) && !`${one}${another}`.includes(':');
}

/** Hands out host ports that nothing has claimed, none of them twice. */
export class FreePorts {
  private readonly taken = new Map<string, Map<string | null, Uint8Array>>();

  constructor(taken: readonly TakenPorts[]) {
    for (const { protocol, host_ip, from, to } of taken) this.portsOf(protocol, host_ip).fill(1, from, to + 1);
  }

  /**
   * The first of `count` ports in a row after `to` that are free on all the addresses; below `from` where there are none
   * above, and below 1024 only if `from` is. Undefined where there are none at all.
   */
  take(
    protocol: string,
    addresses: readonly (string | null)[],
    from: number,
    to: number,
    count: number,
  ): number | undefined {
    const known = [...(this.taken.get(protocol) ?? new Map<string | null, Uint8Array>())];
    const near = known.filter(([ip]) => addresses.some((address) => overlap(ip, address))).map(([, ports]) => ports);
    const lowest = from < FIRST_UNPRIVILEGED ? 1 : FIRST_UNPRIVILEGED;
    const free = (port: number) => near.every((ports) => ports[port] === 0);
    const first = firstRun(free, to + 1, LAST, count) ?? firstRun(free, lowest, from - 1, count);
    if (first === undefined) return undefined;
    for (const address of addresses) this.portsOf(protocol, address).fill(1, first, first + count);
    return first;
  }

  private portsOf(protocol: string, host_ip: string | null): Uint8Array {
    const addresses = this.taken.get(protocol) ?? new Map<string | null, Uint8Array>();
    const ports = addresses.get(host_ip) ?? new Uint8Array(LAST + 1);
    this.taken.set(protocol, addresses.set(host_ip, ports));
    return ports;
  }
}

function firstRun(free: (port: number) => boolean, from: number, to: number, count: number): number | undefined {
  let run = 0;
  for (let port = from; port <= to; port++) {
    run = free(port) ? run + 1 : 0;
    if (run === count) return port - count + 1;
  }
  return undefined;
}
