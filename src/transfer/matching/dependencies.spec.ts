import { dependency } from '../../../test/setup/effective-stack.js';
import { parseService } from '../../compose-file/service.js';
import type { DependencyCondition } from '../../model/template-definition.js';
import { dependencyLosses, type DependentService } from './dependencies.js';

/** A service, what it waits for in the file, and what its template needs. */
function dependent(
  name: string,
  template_name: string,
  wanted: object,
  needs: object,
  more: Partial<DependentService> = {},
): DependentService {
  const entries = Object.entries(needs as Record<string, DependencyCondition>);
  return {
    ...{ instance_id: name, provides: [template_name], bindings: [] },
    dependencies: entries.map(([service, condition]) => dependency({ service, condition })),
    service: parseService(name, { image: 'x', depends_on: wanted }),
    enabled: true,
    is_unchecked: false,
    ...more,
  };
}

const on = (condition: string) => ({ condition });
const DB = dependent('db', 'postgres', {}, {});

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
  const unchecked = dependent('db', 'postgres', {}, {}, { is_unchecked: true });
  const service = dependent('a', 'app', { db: on('service_started') }, { postgres: 'service_healthy' });
  expect(dependencyLosses([unchecked, service], []).get('a')).toEqual([]);
});

it('an instance that stays counts, so that what was clear may be ambiguous', () => {
  const service = dependent('a', 'app', { db: on('service_started') }, { postgres: 'service_started' });
  const other = { instance_id: 'other', provides: ['postgres'], bindings: [], dependencies: [], enabled: true };
  expect(dependencyLosses([DB, service], [other]).get('a')).toMatchObject([{ code: 'dependency-dropped' }]);
});

it.each<[string, DependentService[], RegExp]>([
  ['the template', [DB, dependent('a', 'app', { db: {} }, {})], /the template does not need it/],
  [
    'a profile',
    [{ ...DB, enabled: false }, dependent('a', 'app', { db: {} }, { postgres: 'service_started' })],
    /it is not enabled/,
  ],
  ['nothing of that name', [dependent('a', 'app', { db: {} }, {})], /no such instance/],
  [
    'two that could be meant',
    [DB, dependent('db2', 'postgres', {}, {}), dependent('a', 'app', { db: {} }, { postgres: 'service_started' })],
    /needs postgres, which could be any of db, db2/,
  ],
  [
    'a circle',
    [
      dependent('0db', 'postgres', {}, { app: 'service_started' }),
      dependent('a', 'app', { '0db': {} }, { postgres: 'service_started' }),
    ],
    /waits for this one in turn \(0db → a → 0db\)/,
  ],
])('the reason for one that is dropped is true: %s', (_, services, reason) => {
  const messages = (dependencyLosses(services, []).get('a') ?? []).map(({ message }) => message);
  expect(messages.join('')).toMatch(reason);
});

it('of an instance that a profile switches off it is told what it would not wait for', () => {
  const off = (needs: object) => dependent('a', 'app', { db: {} }, needs, { enabled: false });
  expect(dependencyLosses([DB, off({})], []).get('a')).toMatchObject([{ code: 'dependency-dropped' }]);
  expect(dependencyLosses([DB, off({ postgres: 'service_started' })], []).get('a')).toEqual([]);
  const both = [{ ...DB, enabled: false }, off({ postgres: 'service_started' })];
  expect(dependencyLosses(both, []).get('a')).toEqual([]);
});
