import type { EffectiveInstance } from '../../effective/effective.service.js';
import {
  type DependencyEdge,
  type DependencyProblem,
  resolveDependencies,
  type ResolvedDependencies,
} from '../../model/dependencies.js';
import { checksHealth } from './resolve-instance.js';
import type { Loss, ResolvedInstance } from './resolved.js';

/** Who waits for whom among the running instances of a stack, some of which are shown. */
export interface Waits {
  /** What an instance waits for, and what it cannot. */
  of(config: EffectiveInstance): ResolvedDependencies;
  isShown(edge: DependencyEdge): boolean;
  /** Whether somebody asks the instance that is waited for for its health. */
  isAsked(edge: DependencyEdge): boolean;
  dependsOn(config: EffectiveInstance): ResolvedInstance['depends_on'];
}

export function waitsOf(running: EffectiveInstance[], shown: EffectiveInstance[]): Waits {
  const { edges, problems } = resolveDependencies(running);
  const [edgesOf, problemsOf] = [byInstance(edges), byInstance(problems)];
  const names = new Set(shown.map(({ instance_id }) => instance_id));
  const asked = new Set(running.filter(checksHealth).map(({ instance_id }) => instance_id));
  const isShown = ({ depends_on }: DependencyEdge) => names.has(depends_on);
  const isAsked = ({ depends_on }: DependencyEdge) => asked.has(depends_on);
  const said = (edge: DependencyEdge) => {
    const condition = edge.condition === 'service_healthy' && !isAsked(edge) ? 'service_started' : edge.condition;
    return { instance_id: edge.depends_on, condition } as const;
  };
  return {
    ...{ isShown, isAsked },
    of: ({ instance_id }) => ({ edges: edgesOf.get(instance_id) ?? [], problems: problemsOf.get(instance_id) ?? [] }),
    dependsOn: ({ instance_id }) => (edgesOf.get(instance_id) ?? []).filter(isShown).map(said),
  };
}

/** Where an instance does not wait as its template says. */
export function waitLosses(config: EffectiveInstance, waits: Waits): Loss[] {
  const { edges, problems } = waits.of(config);
  return [
    ...problems.map((problem) => problemLoss(config, problem)),
    ...edges.flatMap((edge) => edgeLoss(edge, waits)),
  ];
}

function byInstance<Item extends { instance_id: string }>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const known = groups.get(item.instance_id);
    if (known) known.push(item);
    else groups.set(item.instance_id, [item]);
  }
  return groups;
}

function problemLoss(config: EffectiveInstance, { code, service, candidates, path }: DependencyProblem): Loss {
  const messages: Record<DependencyProblem['code'], string> = {
    'dependency-missing': `needs ${service}, of which the stack has no enabled instance`,
    'dependency-ambiguous': `needs ${service}, of which the stack has several instances: ${candidates.join(', ')}`,
    'dependency-cycle': `waits for itself (${path.join(' → ')}); this step is left out`,
  };
  const index = config.dependencies.findIndex((dependency) => dependency.service === service);
  return { instance_id: config.instance_id, where: `/dependencies/${index}`, code, message: messages[code] };
}

function edgeLoss(edge: DependencyEdge, { isShown, isAsked }: Waits): Loss[] {
  const { instance_id, depends_on, condition } = edge;
  const loss = (code: string, message: string) => [{ instance_id, where: '/dependencies', code, message }];
  if (!isShown(edge)) return loss('dependency-outside', `starts after ${depends_on}, which is not in this file`);
  if (condition !== 'service_healthy' || isAsked(edge)) return [];
  return loss('dependency-unchecked', `waits only for the start of ${depends_on}, which has no healthcheck`);
}
