import type { EffectiveInstance } from '../effective/effective.service.js';
import {
  type DependencyEdge,
  type DependencyProblem,
  needInWords,
  resolveDependencies,
  type ResolvedDependencies,
} from '../model/dependencies.js';
import { isUnchecked } from './resolve-instance.js';
import type { Loss, ResolvedInstance } from './resolved.js';
import { byKey } from '../facets/merge.js';

const byInstance = <Item extends { instance_id: string }>(items: readonly Item[]) =>
  byKey({ key: ({ instance_id }: Item) => instance_id }, items);

/** Who waits for whom among the running instances of a stack, some of which are shown. */
export interface Waits {
  /** What an instance waits for, and what it cannot. */
  of(config: EffectiveInstance): ResolvedDependencies;
  isShown(edge: DependencyEdge): boolean;
  /** Whether somebody asks the instance that is waited for for its health. */
  isAsked(edge: DependencyEdge): boolean;
  /** Whether only its image can have a check, of which nothing is said here. */
  asksImage(edge: DependencyEdge): boolean;
  dependsOn(config: EffectiveInstance): ResolvedInstance['depends_on'];
}

export function waitsOf(running: EffectiveInstance[], shown: EffectiveInstance[]): Waits {
  const { edges, problems } = resolveDependencies(running);
  const [edgesOf, problemsOf] = [byInstance(edges), byInstance(problems)];
  const names = new Set(shown.map(({ instance_id }) => instance_id));
  const unchecked = new Set(running.filter(isUnchecked).map(({ instance_id }) => instance_id));
  const silent = new Set(
    running.filter(({ healthcheck }) => healthcheck === null).map(({ instance_id }) => instance_id),
  );
  const isShown = ({ depends_on }: DependencyEdge) => names.has(depends_on);
  const isAsked = ({ depends_on }: DependencyEdge) => !unchecked.has(depends_on);
  const asksImage = ({ depends_on }: DependencyEdge) => silent.has(depends_on);
  const said = (edge: DependencyEdge) => {
    const { depends_on: instance_id, required } = edge;
    const condition = edge.condition === 'service_healthy' && !isAsked(edge) ? 'service_started' : edge.condition;
    return { instance_id, condition, required } as const;
  };
  return {
    ...{ isShown, isAsked, asksImage },
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

function problemLoss(config: EffectiveInstance, problem: DependencyProblem): Loss {
  const { code, link, candidates, candidate_count, path } = problem;
  const need = needInWords(problem);
  const more = candidate_count > candidates.length ? ' …' : '';
  const messages: Record<DependencyProblem['code'], string> = {
    'link-unresolved': `needs ${need}, of which the stack has no enabled instance`,
    'link-ambiguous': `needs ${need}, of which the stack has several instances: ${candidates.join(', ')}${more}`,
    'dependency-cycle': `waits for itself (${path.join(' → ')}); this step is left out`,
  };
  const index = config.dependencies.findIndex((dependency) => dependency.link === link);
  return { instance_id: config.instance_id, where: `/dependencies/${index}`, code, message: messages[code] };
}

function edgeLoss(edge: DependencyEdge, { isShown, isAsked, asksImage }: Waits): Loss[] {
  const { instance_id, depends_on, condition } = edge;
  const loss = (code: string, message: string) => [{ instance_id, where: '/dependencies', code, message }];
  if (!isShown(edge)) return loss('dependency-outside', `starts after ${depends_on}, which is not in this file`);
  if (condition !== 'service_healthy') return [];
  if (!isAsked(edge))
    return loss('dependency-unchecked', `waits only for the start of ${depends_on}, which has no healthcheck`);
  const in_image = `waits for the health of ${depends_on}, so its image must have a healthcheck`;
  return asksImage(edge) ? loss('healthcheck-in-image', in_image) : [];
}
