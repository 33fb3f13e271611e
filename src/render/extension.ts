import { escapeDollars } from './dollars.js';
import { filled } from './loss.js';
import type { ResolvedInstance } from './resolved.js';

/** `x-devarch`: what Compose and swarm have no key for, so that a file says it when it is read back. */
export function renderExtension({ env_vars, domains }: ResolvedInstance): object {
  return filled({
    secrets: env_vars.filter(({ secret }) => secret !== null).map(({ key }) => key),
    generate: Object.fromEntries(env_vars.flatMap(({ key, generate }) => (generate ? [[key, generate]] : []))),
    domains: domains.map(({ domain: name, proxy_port }) => {
      const domain = escapeDollars(name);
      return proxy_port === null ? { domain } : { domain, proxy_port };
    }),
  });
}
