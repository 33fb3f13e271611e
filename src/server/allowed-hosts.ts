import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

/** The name in `name:port`, in lower case and without the brackets of an IPv6 address; null where it is no host. */
function hostName(host: string): string | null {
  const [, address, name] = /^(?:\[([\da-f:.]+)\]|([a-z\d._-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (address ?? name)?.toLowerCase() ?? null;
}

/** Names that lead to this machine from this machine alone, whoever answers for the domain names. */
function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

/** The host that a request is meant for and the server does not answer for; null where there is none. */
export function foreignHost(request: IncomingMessage, allowed: ReadonlySet<string>): string | null {
  const strange = (host: string) => {
    const name = hostName(host);
    return name === null || !(isLoopback(name) || allowed.has(name));
  };
  return hostsOf(request).find(strange) ?? null;
}

/** Every Host header, of which Node shows the first alone, and the host of an address in absolute form. */
function hostsOf({ rawHeaders, url = '' }: IncomingMessage): string[] {
  const named = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
  const [, absolute] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(url) ?? [];
  const several = named.length > 1 ? [named.join(', ')] : named;
  return absolute === undefined ? several : [...several, absolute];
}
