import { below, warning } from '../../compose/parse/parsed.js';
import type { ParsedService } from '../../compose/parse/service.js';
import type { HealthcheckSpec } from '../../facets/healthcheck.js';
import { execForm } from '../../facets/values.js';
import { type DependentInstance, resolveDependencies } from '../../model/dependencies.js';
import type { DependencyCondition } from '../../model/template-definition.js';
import type { Loss } from '../report.js';

/** A service of the file as an instance that may wait for others. */
export interface DependentService extends DependentInstance {
  service: ParsedService;
  healthcheck: HealthcheckSpec | null;
}

/**
 * Where the instances wait for others than the file says: dependencies belong to templates, so that an instance has those of
 * its template. By key of the service. Pure.
 * @param others the further enabled instances of the stack
 */
export function dependencyLosses(
  services: readonly DependentService[],
  others: readonly DependentInstance[],
): Map<string, Loss[]> {
  const { edges } = resolveDependencies([...services, ...others]);
  const unchecked = new Set(services.filter(isUnchecked).map(({ instance_id }) => instance_id));
  /** For the health of what is never asked for it nobody can wait. */
  const possible = (needed: string, condition: DependencyCondition) =>
    condition === 'service_healthy' && unchecked.has(needed) ? 'service_started' : condition;
  return new Map(
    services.map(({ instance_id, service }) => {
      const own = edges.filter((edge) => edge.instance_id === instance_id);
      const has = new Map(own.map((edge) => [edge.depends_on, possible(edge.depends_on, edge.condition)]));
      const wanted = service.template.dependencies.map(
        (it) => [it.service, possible(it.service, it.condition)] as const,
      );
      return [service.key, differences(service.key, new Map(wanted), has)];
    }),
  );
}

function isUnchecked({ healthcheck }: DependentService): boolean {
  return healthcheck === null || execForm(healthcheck.test)?.[0] === 'NONE';
}

type Conditions = ReadonlyMap<string, DependencyCondition>;

function differences(key: string, wanted: Conditions, has: Conditions): Loss[] {
  const where = below('/services', key, 'depends_on');
  const of = (names: string[], code: string, message: string) =>
    names.map((name) => warning(code, where, `${name}: ${message}`));
  const [said, resolved] = [[...wanted.keys()], [...has.keys()]];
  const both = said.filter((name) => has.has(name) && has.get(name) !== wanted.get(name));
  return [
    ...of(
      said.filter((name) => !has.has(name)),
      'dependency-dropped',
      'the template does not need it, and an instance has no dependencies of its own',
    ),
    ...of(
      resolved.filter((name) => !wanted.has(name)),
      'dependency-inherited',
      'is not in the file; the template needs it',
    ),
    ...of(both, 'dependency-condition', 'is waited for as the template says, not as the file does'),
  ];
}
