import { below, warning } from '../../compose-file/parsed.js';
import type { ParsedService } from '../../compose-file/service.js';
import { type DependencyProblem, needInWords, resolveDependencies } from '../../model/dependencies.js';
import type { DependencyCondition, DependencyDefinition } from '../../model/template-definition.js';
import { linksAmong, type LinkingInstance, type LinkTarget } from '../../references/links.js';
import type { Loss } from '../report.js';

/** An instance that may wait for others, and be waited for while it is enabled. */
export interface StackInstance extends LinkingInstance<DependencyDefinition>, LinkTarget {
  enabled: boolean;
}

/** A service of the file as such an instance. */
export interface DependentService extends StackInstance {
  service: ParsedService;
  /** Whether nobody asks for its health. */
  is_unchecked: boolean;
}

type Conditions = ReadonlyMap<string, DependencyCondition>;

/**
 * Where the instances wait for others than the file says: dependencies belong to templates, so that an instance has those of
 * its template. Of one that is not enabled it is told what it would wait for. By key of the service. Pure.
 * @param others the further instances of the stack
 */
export function dependencyLosses(
  services: readonly DependentService[],
  others: readonly StackInstance[],
): Map<string, Loss[]> {
  const all = [...services, ...others];
  const enabled = resolveAmong(all.filter((instance) => instance.enabled));
  const either = resolveAmong(all);
  const names = new Map(all.map((instance) => [instance.instance_id, instance]));
  const unchecked = new Set(services.filter((it) => it.is_unchecked).map(({ instance_id }) => instance_id));
  /** For the health of what is never asked for it nobody can wait. */
  const possible = (needed: string, condition: DependencyCondition) =>
    condition === 'service_healthy' && unchecked.has(needed) ? 'service_started' : condition;
  return new Map(
    services.map((from) => {
      const { edges, problems } = from.enabled ? enabled : either;
      const own = edges.filter((edge) => edge.instance_id === from.instance_id);
      const has = new Map(own.map((edge) => [edge.depends_on, possible(edge.depends_on, edge.condition)]));
      const wanted = from.service.template.dependencies.map(
        (it) => [it.service, possible(it.service, it.condition)] as const,
      );
      const reason = (name: string) =>
        reasonAgainst(
          from,
          names.get(name),
          problems.filter((it) => it.instance_id === from.instance_id),
        );
      return [from.service.key, differences(from.service.key, new Map(wanted), has, reason)];
    }),
  );
}

function resolveAmong(instances: readonly StackInstance[]) {
  const links = linksAmong(instances);
  return resolveDependencies(instances.map((each) => ({ ...each, dependencies: links(each) })));
}

/** Why an instance does not wait for another one, which the file says it does. */
function reasonAgainst(from: StackInstance, needed: StackInstance | undefined, problems: DependencyProblem[]): string {
  if (!needed) return 'the stack has no such instance';
  if (from.enabled && !needed.enabled) return 'it is not enabled, so that nothing waits for it';
  const problem = problems.find(
    ({ link, service }) => link === needed.instance_id || needed.provides.includes(service),
  );
  if (problem?.code === 'dependency-cycle') return `it waits for this one in turn (${problem.path.join(' → ')})`;
  if (problem?.code === 'link-ambiguous')
    return `the template needs ${needInWords(problem)}, which could be any of ${problem.candidates.join(', ')}`;
  return 'the template does not need it, and an instance has no dependencies of its own';
}

function differences(key: string, wanted: Conditions, has: Conditions, reason: (name: string) => string): Loss[] {
  const where = below('/services', key, 'depends_on');
  const of = (names: string[], code: string, message: (name: string) => string) =>
    names.map((name) => warning(code, where, `${name}: ${message(name)}`));
  const [said, resolved] = [[...wanted.keys()], [...has.keys()]];
  const both = said.filter((name) => has.has(name) && has.get(name) !== wanted.get(name));
  return [
    ...of(
      said.filter((name) => !has.has(name)),
      'dependency-dropped',
      reason,
    ),
    ...of(
      resolved.filter((name) => !wanted.has(name)),
      'dependency-inherited',
      () => 'is not in the file; the template needs it',
    ),
    ...of(both, 'dependency-condition', () => 'is waited for as the template says, not as the file does'),
  ];
}
