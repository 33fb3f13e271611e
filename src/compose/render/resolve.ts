import type { EffectiveInstance, EffectiveStack } from '../../effective/effective.service.js';
import { type DependencyEdge, type DependencyProblem, resolveDependencies } from '../../model/dependencies.js';
import { checksHealth, namedVolumes, type NamesInStack, resolveInstance, secretKeys } from './resolve-instance.js';
import type { Loss, ResolvedStack } from './resolved.js';
import { nameSecrets } from './secret-names.js';
import { isVolumeName, nameVolumes } from '../../model/volume-names.js';

export interface Resolved {
  stack: ResolvedStack;
  /** Dependencies that cannot be followed, and names that had to change. */
  losses: Loss[];
}

export interface ResolveOptions {
  /** Name of the one instance to resolve, enabled or not; all enabled ones where it is left out. */
  only?: string;
  /** The plain values of secrets, by instance and key; without them secrets are referred to. */
  revealed?: NamesInStack['revealed'];
}

/**
 * A stack as a renderer takes it: its enabled instances in the order of creation, with every name found. Volumes and secrets
 * are called the same whichever instances are enabled or asked for. Pure; the order of the instances given does not matter.
 */
export function resolveStack(stack: EffectiveStack, { only, revealed = new Map() }: ResolveOptions = {}): Resolved {
  const all = stack.instances.toSorted((a, b) => a.id - b.id);
  const running = all.filter(({ enabled, instance_id }) => enabled || instance_id === only);
  const shown = running.filter(({ instance_id }) => only === undefined || instance_id === only);
  const names: NamesInStack = {
    volume: nameVolumes(all.flatMap(namedVolumes)),
    secret: nameSecrets(all.flatMap(secretKeys)),
    revealed,
  };
  const { edges, problems } = resolveDependencies(running);
  const { id, name, network_name } = stack;
  const instances = shown.map((config) => ({
    ...resolveInstance(config, names),
    depends_on: edges
      .filter(({ instance_id, depends_on }) => instance_id === config.instance_id && isIn(shown, depends_on))
      .map(({ depends_on, condition }) => ({
        instance_id: depends_on,
        condition: condition === 'service_healthy' && !isAsked(running, depends_on) ? 'service_started' : condition,
      })),
  }));
  return {
    stack: { id, name, network_name, instances },
    losses: shown.flatMap((config) => [
      ...problems.filter((problem) => problem.instance_id === config.instance_id).map((it) => problemLoss(config, it)),
      ...edges
        .filter((edge) => edge.instance_id === config.instance_id)
        .flatMap((edge) => edgeLoss(edge, shown, running)),
      ...volumeLosses(config, names),
    ]),
  };
}

function isIn(instances: readonly EffectiveInstance[], name: string): boolean {
  return instances.some(({ instance_id }) => instance_id === name);
}

/** Whether somebody asks that instance for its health. */
function isAsked(instances: readonly EffectiveInstance[], name: string): boolean {
  return instances.some((config) => config.instance_id === name && checksHealth(config));
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

function edgeLoss(edge: DependencyEdge, shown: EffectiveInstance[], running: EffectiveInstance[]): Loss[] {
  const { instance_id, depends_on, condition } = edge;
  const loss = (code: string, message: string) => [{ instance_id, where: '/dependencies', code, message }];
  if (!isIn(shown, depends_on))
    return loss('dependency-outside', `starts after ${depends_on}, which is not in this file`);
  if (condition !== 'service_healthy' || isAsked(running, depends_on)) return [];
  return loss('dependency-unchecked', `waits only for the start of ${depends_on}, which has no healthcheck`);
}

function volumeLosses(config: EffectiveInstance, names: NamesInStack): Loss[] {
  const { instance_id } = config;
  return namedVolumes(config).flatMap((mount) => {
    if (mount.origin === 'external' || isVolumeName(mount.source)) return [];
    const index = config.volumes.findIndex(({ source }) => source === mount.source);
    const message = `is no name for a volume; ${names.volume(mount)} is taken`;
    return [{ instance_id, where: `/volumes/${index}/source`, code: 'volume-renamed', message }];
  });
}
