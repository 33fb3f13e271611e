import { type QueryRunner } from 'typeorm';
import { Conflict, InvalidInput, Unavailable } from '../common/errors.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { CONSTRAINTS } from './constraints.js';
import { isRetryable, isUnanswered, toDomainError } from './errors.js';
import { MIGRATIONS } from './migrations/index.js';
import { failed } from '../../test/setup/query-errors.js';

describe('every SQLSTATE means something to the caller (traps, pg and failure)', () => {
  it.each([
    ['23505', Conflict],
    ['23503', Conflict],
    ['23514', InvalidInput],
    ['23502', InvalidInput],
    ['22001', InvalidInput],
    ['22003', InvalidInput],
    ['22P02', InvalidInput],
    ['22021', InvalidInput],
    ['22P05', InvalidInput],
    ['40001', Unavailable],
    ['40P01', Unavailable],
    ['55P03', Unavailable],
    ['57014', Unavailable],
    ['57P01', Unavailable],
    ['25006', Unavailable],
    ['57P02', Unavailable],
    ['57P03', Unavailable],
    ['08000', Unavailable],
    ['08003', Unavailable],
    ['08006', Unavailable],
    ['53300', Unavailable],
    ['53100', Unavailable],
    ['55000', Unavailable],
    ['58030', Unavailable],
    ['3D000', Unavailable],
    ['28P01', Unavailable],
    ['28000', Unavailable],
    ['42501', Unavailable],
  ])('%s', (code, type) => {
    const failure = failed(code);
    const error = toDomainError(failure);
    expect(error).toBeInstanceOf(type);
    expect(Reflect.get(Object(error), 'cause')).toBe(failure);
  });

  it.each(['42P01', '42601', '42703', '42883', '0A000', 'XX000'])('%s is a bug and stays one', (code) => {
    const failure = failed(code);
    expect(toDomainError(failure)).toBe(failure);
  });

  it('says whose turn it is: the pool is busy, the role may not, the database only reads', () => {
    expect(String(toDomainError(new Error('timeout exceeded when trying to connect')))).toContain('DATABASE_POOL_SIZE');
    expect(String(toDomainError(failed('42501')))).toContain('does not allow');
    expect(String(toDomainError(failed('25006')))).toContain('only reads');
  });

  it('what was sent last is in doubt where the connection broke, and never where the server refused', () => {
    const broken = [
      failed('57P01', { severity: 'FATAL' }),
      failed('ECONNRESET'),
      new Error('Connection terminated unexpectedly'),
    ];
    expect(broken.map(isUnanswered)).toEqual([true, true, true]);
    const refused = [
      failed('57014', { severity: 'ERROR' }),
      failed('40001', { severity: 'ERROR' }),
      new Error('timeout exceeded when trying to connect'),
    ];
    expect(refused.map(isUnanswered)).toEqual([false, false, false]);
    const unsent = [
      new Error('Client has encountered a connection error and is not queryable'),
      new Error('Client was closed and is not queryable'),
      new Error('Cannot use a pool after calling end on the pool'),
    ];
    expect(unsent.map(isUnanswered)).toEqual([false, false, false]);
    expect(unsent.map((error) => toDomainError(error) instanceof Unavailable)).toEqual([true, true, true]);
  });

  it('only lost races may be done again', () => {
    const codes = ['40001', '40P01', '23505', '57014', '08006', undefined];
    expect(codes.filter((code) => isRetryable(failed(code)))).toEqual(['40001', '40P01']);
    expect(isRetryable(new Unavailable())).toBe(false);
  });

  it('a plan that a change of a table made stale is no bug: the statement may be done again', () => {
    const stale = failed('0A000', { routine: 'RevalidateCachedQuery' });
    expect(isRetryable(stale)).toBe(true);
    expect(toDomainError(stale)).toBeInstanceOf(Unavailable);
    expect(isRetryable(failed('0A000', { routine: 'check_srf_call_placement' }))).toBe(false);
  });
});

describe('every constraint that a client can run into has its sentence, and every sentence its constraint', () => {
  const statements: string[] = [];

  beforeAll(async () => {
    const query = (sql: string) => Promise.resolve(statements.push(sql));
    const runner: QueryRunner = Object.assign(Object.create(null), { query });
    for (const Migration of MIGRATIONS) await Reflect.get(new Migration(), 'up')(runner);
  });

  /** Rows of these belong to one owner, whose row every write locks, and repetitions are refused before they are stored. */
  const owned = new Set([
    ...FACET_NAMES.flatMap((name) => [facetOf(name).template_row, facetOf(name).instance_row]).flatMap(tablesOf),
    'service_dependencies_service_id',
  ]);

  function tablesOf(row: new () => object): string[] {
    const name = row.name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase();
    return [`${name}s`, `${name}s_service_id`, `${name}s_instance_id`];
  }

  const named = () => {
    const sql = statements.join('\n');
    const dropped = new Set(Array.from(sql.matchAll(/DROP CONSTRAINT (\w+)/g), ([, name]) => name));
    return Array.from(sql.matchAll(/\b(?:uq|fk)_\w+/g), ([name]) => name).filter((name) => !dropped.has(name));
  };

  it('sentences', () => {
    const hit = named().filter((name) => !owned.has(name.slice(3)));
    expect(hit.toSorted()).toEqual(Object.keys(CONSTRAINTS).toSorted());
  });

  it('the owned ones are those of the tables of facets, and of nothing else', () => {
    const found = new Set(named().filter((name) => owned.has(name.slice(3))));
    expect(found.size).toBe(4 * FACET_NAMES.length + 1);
  });
});
