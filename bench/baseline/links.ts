/** A link of a template with what may be at its end, as the statement of one instance gives it. */
export interface FoundLink {
  link: string;
  service: string;
  condition: string;
  required: boolean;
  /** The enabled instance that the link was bound to, and whether there is one of the link's name. */
  bound: string | null;
  named: boolean;
  /** Those that provide the service, by name. */
  others: string[] | null;
}

const SHOWN = 20;

/** Where a link leads, and why. */
export function resolved({ bound, named, others, ...need }: FoundLink): object {
  const candidates = others ?? [];
  const [resolved_to, by] = bound
    ? [bound, 'bound']
    : named
      ? [need.link, 'name']
      : candidates.length === 1
        ? [candidates[0], 'only_candidate']
        : [null, 'none'];
  return { ...need, resolved_to, by, candidates: candidates.slice(0, SHOWN), candidate_count: candidates.length };
}

/** An instance as the statement of a whole stack gives it. */
export interface LinkingRow {
  instance_id: string;
  enabled: boolean;
  template_name: string;
  provides: string[];
  dependencies: Pick<FoundLink, 'link' | 'service' | 'condition' | 'required' | 'bound'>[] | null;
}

/** The links of the instances of a stack among each other. */
export function linksOf(rows: LinkingRow[]): (row: LinkingRow) => object[] {
  const running = rows.filter(({ enabled }) => enabled).toSorted((a, b) => (a.instance_id < b.instance_id ? -1 : 1));
  const names = new Set(running.map(({ instance_id }) => instance_id));
  const providers = new Map<string, Set<string>>();
  for (const { instance_id, template_name, provides } of running)
    for (const name of [template_name, ...provides]) {
      const known = providers.get(name);
      if (known) known.add(instance_id);
      else providers.set(name, new Set([instance_id]));
    }
  return ({ instance_id: own, dependencies }) =>
    (dependencies ?? []).map((need) => {
      const others = [...(providers.get(need.service) ?? [])].filter((name) => name !== own);
      return resolved({ ...need, named: need.link !== own && names.has(need.link), others });
    });
}
