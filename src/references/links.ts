/** What a template needs: its name, and what the template calls it. */
export interface LinkNeed {
  link: string;
  service: string;
}

/** An instance that links may lead to: enabled, live, and in the stack. */
export interface LinkTarget {
  instance_id: string;
  /** What its template provides, the template's own name included. */
  provides: readonly string[];
}

/** To which instance a link was bound. One that is in the trash has left its name to others. */
export interface Binding {
  link: string;
  instance_id: string;
  is_live: boolean;
}

/** An instance whose links are to be resolved. */
export interface LinkingInstance<Need extends LinkNeed> {
  instance_id: string;
  dependencies: readonly Need[];
  bindings: readonly Binding[];
}

export const RESOLVED_BY = ['bound', 'name', 'only_candidate', 'none'] as const;
/** Why a link leads where it does: bound to it, called like it, the only one that will do, or nowhere. */
export type ResolvedBy = (typeof RESOLVED_BY)[number];

export type ResolvedLink<Need extends LinkNeed = LinkNeed> = Need & {
  /** Name of the instance; null where the link leads nowhere. */
  resolved_to: string | null;
  by: ResolvedBy;
  /** Those that provide what is needed, by name: the first of them, and how many there are. */
  candidates: string[];
  candidate_count: number;
};

/** How many candidates are named. */
const CANDIDATES_SHOWN = 20;

/**
 * How the links of instances resolve among these targets of their stack: to the instance that the link was bound to, else to
 * the one with the link's name, else to the only one whose template provides what is needed, else nowhere. An instance never
 * means itself, and a binding to what is no target now is passed over. Pure, linear in all that is given; the order of the
 * targets does not matter.
 */
export function linksAmong(
  targets: readonly LinkTarget[],
): <Need extends LinkNeed>(from: LinkingInstance<Need>) => ResolvedLink<Need>[] {
  const names = new Set(targets.map(({ instance_id }) => instance_id));
  const providers = providersOf(targets);
  return ({ instance_id: own, dependencies, bindings }) => {
    const bound = new Map(
      bindings.filter(({ is_live }) => is_live).map((binding) => [binding.link, binding.instance_id]),
    );
    const usable = (name: string | undefined) => (name !== undefined && name !== own && names.has(name) ? name : null);
    return dependencies.map((need) => {
      const known = providers.get(need.service) ?? NOBODY;
      const others = known.names.slice(0, CANDIDATES_SHOWN + 1).filter((name) => name !== own);
      const candidate_count = known.members.size - (known.members.has(own) ? 1 : 0);
      const steps = [
        ['bound', usable(bound.get(need.link))],
        ['name', usable(need.link)],
        ['only_candidate', candidate_count === 1 ? usable(others[0]) : null],
      ] as const;
      const [by, resolved_to] = steps.find(([, found]) => found !== null) ?? (['none', null] as const);
      return { ...need, resolved_to, by, candidates: others.slice(0, CANDIDATES_SHOWN), candidate_count };
    });
  };
}

/** Why an instance cannot be what a link leads to, as the end of a sentence; undefined where it can. */
export function whyUnfit(own: string, service: string, target: LinkTarget | undefined): string | undefined {
  if (!target) return 'is no live instance of this stack';
  if (target.instance_id === own) return 'is the instance itself';
  return target.provides.includes(service) ? undefined : `does not provide ${service}`;
}

/** Who provides something, in the order of names. */
interface Providers {
  names: readonly string[];
  members: ReadonlySet<string>;
}

const NOBODY: Providers = { names: [], members: new Set() };

function providersOf(targets: readonly LinkTarget[]): Map<string, Providers> {
  const found = new Map<string, Set<string>>();
  for (const { instance_id, provides } of targets.toSorted((a, b) => (a.instance_id < b.instance_id ? -1 : 1)))
    for (const name of provides) {
      const known = found.get(name);
      if (known) known.add(instance_id);
      else found.set(name, new Set([instance_id]));
    }
  return new Map([...found].map(([name, members]) => [name, { names: [...members], members }]));
}
