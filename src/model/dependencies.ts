import { DEPENDENCY_CONDITIONS, type DependencyCondition, type DependencyDefinition } from './template-definition.js';

/** An instance as the resolution sees it: its name, its template's, and the templates that it needs. */
export interface DependentInstance {
  instance_id: string;
  template_name: string;
  dependencies: readonly DependencyDefinition[];
}

/** One instance starts after another of the same stack. */
export interface DependencyEdge {
  instance_id: string;
  depends_on: string;
  condition: DependencyCondition;
}

/** A dependency that cannot be followed, seen from the instance that has it. */
export interface DependencyProblem {
  code: 'dependency-missing' | 'dependency-ambiguous' | 'dependency-cycle';
  instance_id: string;
  /** Name of the template that is needed. */
  service: string;
  /** The instances between which it is open, by name; none where the template is missing. */
  candidates: string[];
  /** Of a cycle: the instances along it, the first one again at the end; otherwise empty. */
  path: string[];
}

export interface ResolvedDependencies {
  edges: DependencyEdge[];
  problems: DependencyProblem[];
}

type Step = DependencyEdge & { service: string };

/**
 * Finds for each template that an instance needs the instance that is meant: the one that is named like the template, else
 * the only one of that template; an instance never means itself. Of a cycle the edge that closes it is left out, so that
 * the edges can always be followed. Pure; both lists are in the order of names, whatever the input's is.
 * @param instances the enabled instances of one stack
 */
export function resolveDependencies(instances: readonly DependentInstance[]): ResolvedDependencies {
  const inOrder = instances.toSorted((a, b) => byText(a.instance_id, b.instance_id));
  const candidatesFor = findCandidates(inOrder);
  const found = inOrder.flatMap((from) =>
    from.dependencies
      .toSorted((a, b) => byText(a.service, b.service))
      .map(({ service, condition }) => ({
        from,
        service,
        condition,
        candidates: candidatesFor(from.instance_id, service),
      })),
  );
  const steps = found.flatMap(({ from, service, condition, candidates: [only, ...others] }): Step[] =>
    only !== undefined && others.length === 0
      ? [{ instance_id: from.instance_id, depends_on: only, condition, service }]
      : [],
  );
  const unresolved = found
    .filter(({ candidates }) => candidates.length !== 1)
    .map(({ from: { instance_id }, service, candidates }): DependencyProblem => {
      const code = candidates.length === 0 ? 'dependency-missing' : 'dependency-ambiguous';
      return { code, instance_id, service, candidates, path: [] };
    });
  const { edges, cycles } = withoutCycles(merged(steps));
  return {
    edges: edges.map(({ instance_id, depends_on, condition }) => ({ instance_id, depends_on, condition })),
    problems: [...unresolved, ...cycles],
  };
}

/** Finds the instances that a template may mean, seen from one that needs it. */
function findCandidates(instances: readonly DependentInstance[]): (from: string, service: string) => string[] {
  const names = new Set(instances.map(({ instance_id }) => instance_id));
  const ofTemplate = new Map<string, string[]>();
  for (const { instance_id, template_name } of instances) {
    const known = ofTemplate.get(template_name);
    if (known) known.push(instance_id);
    else ofTemplate.set(template_name, [instance_id]);
  }
  return (from, service) =>
    names.has(service) && from !== service
      ? [service]
      : (ofTemplate.get(service) ?? []).filter((candidate) => candidate !== from);
}

/** Two templates may come to one instance; it is then waited for under the stricter condition. */
function merged(steps: readonly Step[]): Step[] {
  const strictness = ({ condition }: Step) => DEPENDENCY_CONDITIONS.indexOf(condition);
  const pairs = new Map<string, Step>();
  for (const step of steps) {
    const pair = `${step.instance_id} ${step.depends_on}`;
    const known = pairs.get(pair);
    if (!known || strictness(step) > strictness(known)) pairs.set(pair, step);
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

function cycleOf({ instance_id, service }: Step, path: string[]): DependencyProblem {
  return { code: 'dependency-cycle', instance_id, service, candidates: [], path };
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
