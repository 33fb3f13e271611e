/**
 * The wildcards among some domains that cover a domain, the nearest first: those that `covers` says so of, found by the
 * endings of the domain, so that it takes no longer where there are many wildcards. Pure.
 */
export function wildcardsOver(domains: readonly string[]): (domain: string) => string[] {
  const wildcards = new Map(domains.filter((name) => name.startsWith('*.')).map((name) => [name.slice(1), name]));
  return (domain) =>
    endings(domain).flatMap((ending) => {
      const wildcard = wildcards.get(ending);
      return wildcard === undefined || wildcard === domain ? [] : [wildcard];
    });
}

/** What a domain ends with from each of its dots on, the longest first. */
function endings(domain: string): string[] {
  const found: string[] = [];
  for (let at = domain.indexOf('.'); at >= 0; at = domain.indexOf('.', at + 1)) found.push(domain.slice(at));
  return found;
}
