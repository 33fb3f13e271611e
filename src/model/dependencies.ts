import type { ResolvedLink } from '../references/links.js';
import { DEPENDENCY_CONDITIONS, type DependencyCondition, type DependencyDefinition } from './template-definition.js';

/** An instance, and where its links lead. */
export interface DependentInstance {
  instance_id: string;
  dependencies: readonly ResolvedLink<DependencyDefinition>[];
}

/** One instance starts after another of the same stack. */
export interface DependencyEdge {
  instance_id: string;
  depends_on: string;
  condition: DependencyCondition;
  required: boolean;
}

/** A link that cannot be followed, seen from the instance that has it. */
export interface DependencyProblem extends Pick<DependencyDefinition, 'link' | 'service' | 'required'> {
  code: 'link-unresolved' | 'link-ambiguous' | 'dependency-cycle';
  instance_id: string;
  /** The instances between which it is open, by name, and how many there are; none where nothing will do. */
  candidates: string[];
  candidate_count: number;
  /** Of a cycle: the instances along it, the first one again at the end; otherwise empty. */
  path: string[];
}

export interface ResolvedDependencies {
  edges: DependencyEdge[];
  problems: DependencyProblem[];
}

type Step = DependencyEdge & Pick<DependencyDefinition, 'link' | 'service'>;

/**
 * Who starts after whom, as the links lead. Of a cycle the edge that closes it is left out, so that the edges can always be
 * followed; a link that nothing answers is a problem unless it is not required. Pure; both lists are in the order of names,
 * whatever the input's is.
 * @param instances those of one stack that run
 */
export function resolveDependencies(instances: readonly DependentInstance[]): ResolvedDependencies {
  const found = instances
    .toSorted((a, b) => byText(a.instance_id, b.instance_id))
    .flatMap(({ instance_id, dependencies }) =>
      dependencies
        .toSorted((a, b) => byText(a.service, b.service) || byText(a.link, b.link))
        .map((link) => ({ ...link, instance_id })),
    );
  const steps = found.flatMap(({ resolved_to, instance_id, link, service, condition, required }): Step[] =>
    resolved_to === null ? [] : [{ instance_id, depends_on: resolved_to, link, service, condition, required }],
  );
  const { edges, cycles } = withoutCycles(merged(steps));
  return {
    edges: edges.map(({ link: _, service: _needed, ...edge }) => edge),
    problems: [...found.flatMap(problemOf), ...cycles],
  };
}

/** The template that is needed, and the link where that is called otherwise. */
export function needInWords({ link, service }: Pick<DependencyDefinition, 'link' | 'service'>): string {
  return link === service ? service : `${service} as ${link}`;
}

function problemOf(found: DependentInstance['dependencies'][number] & { instance_id: string }): DependencyProblem[] {
  const { instance_id, link, service, required, resolved_to, candidates, candidate_count } = found;
  if (resolved_to !== null || (candidate_count === 0 && !required)) return [];
  const code = candidate_count === 0 ? 'link-unresolved' : 'link-ambiguous';
  return [{ code, instance_id, link, service, required, candidates, candidate_count, path: [] }];
}

/** Two links may come to one instance; it is then waited for under the stricter condition. */
function merged(steps: readonly Step[]): Step[] {
  const strictness = ({ condition }: Step) => DEPENDENCY_CONDITIONS.indexOf(condition);
  const pairs = new Map<string, Step>();
  for (const step of steps) {
    const pair = `${step.instance_id} ${step.depends_on}`;
    const known = pairs.get(pair);
    const stricter = !known || strictness(step) > strictness(known) ? step : known;
    pairs.set(pair, { ...stricter, required: step.required || known?.required === true });
  }
  return [...pairs.values()].toSorted(
    (a, b) => byText(a.instance_id, b.instance_id) || byText(a.depends_on, b.depends_on),
  );
}

/** Walks depth first from every instance; a step to one that is still open closes a cycle. No recursion: chains may be long. */
function withoutCycles(steps: readonly Step[]): { edges: Step[]; cycles: DependencyProblem[] } {
  const from = new Map<string, Step[]>();
  for (const step of steps) from.set(step.instance_id, [...(from.get(step.instance_id) ?? []), step]);
  const done = new Set<string>();
  const closing = new Map<Step, DependencyProblem>();
  for (const start of from.keys()) {
    const path = [{ name: start, next: 0 }];
    for (let here = path.at(-1); here; here = path.at(-1)) {
      const step = done.has(here.name) ? undefined : from.get(here.name)?.[here.next++];
      const open = step ? path.findIndex(({ name }) => name === step.depends_on) : -1;
      if (!step) done.add(path.pop()?.name ?? '');
      else if (open < 0) path.push({ name: step.depends_on, next: 0 });
      else closing.set(step, cycleOf(step, [...path.slice(open).map(({ name }) => name), step.depends_on]));
    }
  }
  return { edges: steps.filter((step) => !closing.has(step)), cycles: [...closing.values()] };
}

function cycleOf({ instance_id, link, service, required }: Step, path: string[]): DependencyProblem {
  const none = { candidates: [], candidate_count: 0 };
  return { code: 'dependency-cycle', instance_id, link, service, required, ...none, path };
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
