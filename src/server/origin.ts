import type { IncomingHttpHeaders } from 'node:http';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const OTHER_SITES = new Set(['cross-site', 'same-site']);

/** Why a request that changes something comes from a page that may not; null where it may, or no page sent it. */
export function foreignPage(method: string, headers: IncomingHttpHeaders, origins: ReadonlySet<string>): string | null {
  if (SAFE.has(method)) return null;
  const { origin, host } = headers;
  if (origin !== undefined && origins.has(origin)) return null;
  if (origin !== undefined && !isOwn(origin, host)) return `a page of the origin ${quoted(origin)}`;
  const site = String(headers['sec-fetch-site'] ?? '');
  return OTHER_SITES.has(site) ? `a page of another origin (Sec-Fetch-Site is ${site})` : null;
}

/** A page that came from where the request goes to. Whether with TLS or without is a matter of the proxy before us. */
function isOwn(origin: string, host = ''): boolean {
  const [, authority] = /^https?:\/\/([^/]+)$/i.exec(origin) ?? [];
  return authority !== undefined && authority.toLowerCase() === host.toLowerCase();
}

function quoted(origin: string): string {
  return JSON.stringify(origin.slice(0, 100));
}
