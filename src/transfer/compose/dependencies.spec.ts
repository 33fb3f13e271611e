import { parseService } from '../../compose/parse/service.js';
import { HealthcheckSpec } from '../../facets/healthcheck.js';
import type { DependencyCondition } from '../../model/template-definition.js';
import { dependencyLosses, type DependentService } from './dependencies.js';

const CHECK = Object.assign(new HealthcheckSpec(), { test: 'true' });

/** A service, what it waits for in the file, and what its template needs. */
function dependent(
  name: string,
  template_name: string,
  wanted: object,
  needs: object,
  checked = false,
): DependentService {
  const entries = Object.entries(needs as Record<string, DependencyCondition>);
  return {
    ...{ instance_id: name, template_name },
    dependencies: entries.map(([service, condition]) => ({ service, condition })),
    service: parseService(name, { image: 'x', depends_on: wanted }),
    healthcheck: checked ? CHECK : null,
  };
}

const on = (condition: string) => ({ condition });
const DB = dependent('db', 'postgres', {}, {}, true);

it.each<[string, DependentService, string[]]>([
  ['the same', dependent('a', 'app', { db: on('service_healthy') }, { postgres: 'service_healthy' }), []],
  ['none', dependent('a', 'app', {}, {}), []],
  [
    'one that the template does not need',
    dependent('a', 'app', { db: on('service_started') }, {}),
    ['dependency-dropped'],
  ],
  [
    'one that only the template needs',
    dependent('a', 'app', {}, { postgres: 'service_started' }),
    ['dependency-inherited'],
  ],
  [
    'another condition',
    dependent('a', 'app', { db: on('service_started') }, { postgres: 'service_healthy' }),
    ['dependency-condition'],
  ],
  ['one that the stack does not have', dependent('a', 'app', {}, { redis: 'service_started' }), []],
])('%s', (_, service, codes) => {
  const losses = dependencyLosses([DB, service], []).get('a') ?? [];
  expect(losses.map(({ code }) => code)).toEqual(codes);
  expect(losses.every(({ where }) => where === '/services/a/depends_on')).toBe(true);
});

it('for the health of what is never asked for it nobody can wait', () => {
  const unchecked = dependent('db', 'postgres', {}, {});
  const service = dependent('a', 'app', { db: on('service_started') }, { postgres: 'service_healthy' });
  expect(dependencyLosses([unchecked, service], []).get('a')).toEqual([]);
});

it('an instance that stays counts, so that what was clear may be ambiguous', () => {
  const service = dependent('a', 'app', { db: on('service_started') }, { postgres: 'service_started' });
  const other = { instance_id: 'other', template_name: 'postgres', dependencies: [] };
  expect(dependencyLosses([DB, service], [other]).get('a')).toMatchObject([{ code: 'dependency-dropped' }]);
});
