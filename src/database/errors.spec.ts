import { type QueryRunner, QueryFailedError } from 'typeorm';
import { Conflict, DomainError, InvalidInput, NotFound, Unavailable } from '../common/errors.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { CONSTRAINTS } from './constraints.js';
import { isRetryable, isUnanswered, toDomainError } from './errors.js';
import { MIGRATIONS } from './migrations/index.js';

const SQL = 'INSERT INTO service_env_vars (key, value) VALUES ($1, $2)';

/** What TypeORM throws when PostgreSQL refuses a statement: with the statement, its parameters and the whole row in it. */
function failed(code: string | undefined, fields: object = {}): QueryFailedError {
  const driver = Object.assign(new Error('duplicate key value'), {
    code,
    detail: 'Failing row contains (1, TOKEN, hunter2).',
    ...fields,
  });
  return new QueryFailedError(SQL, ['TOKEN', 'hunter2'], driver);
}

const taken = (constraint: string, columns: string, values: string) =>
  failed('23505', { constraint, detail: `Key (${columns})=(${values}) already exists.` });

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

describe('a database that is away, often without SQLSTATE', () => {
  const coded = (code: string) => Object.assign(new Error(`connect ${code} 10.0.0.1:5432`), { code });

  it.each([
    coded('ECONNREFUSED'),
    coded('ECONNRESET'),
    coded('EPIPE'),
    coded('ENOTFOUND'),
    coded('ETIMEDOUT'),
    Object.assign(new AggregateError([coded('ECONNREFUSED')], ''), { code: 'ECONNREFUSED' }),
    new Error('Connection terminated unexpectedly'),
    new Error('Database connection provided by a query runner was already released, cannot continue to use it.'),
    new Error('Connection terminated due to connection timeout'),
    new Error('timeout exceeded when trying to connect'),
    Object.assign(coded('ENOENT'), { syscall: 'connect' }),
    Object.assign(coded('EACCES'), { syscall: 'connect' }),
    new Error('Query read timeout'),
  ])('%p', (failure) => {
    for (const error of [failure, new QueryFailedError(SQL, [], failure)]) {
      const mapped = toDomainError(error);
      expect(mapped).toBeInstanceOf(Unavailable);
      expect(mapped).toMatchObject({ retry_after_seconds: 2, cause: error });
      expect(String(mapped)).not.toContain('10.0.0.1');
    }
  });

  it.each([
    new TypeError('x is not a function'),
    new RangeError('Invalid array length'),
    new Error('Something else'),
    Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', syscall: 'open' }),
    Object.assign(new TypeError('The "path" argument must be a string'), { code: 'ERR_INVALID_ARG_TYPE' }),
    'a text',
    undefined,
    null,
  ])('an error that nobody foresaw stays itself: %p', (error) => {
    expect(toDomainError(error)).toBe(error);
  });

  it('a domain error stays itself', () => {
    const error = new NotFound('There is no stack "shop".');
    expect(toDomainError(error)).toBe(error);
  });
});

describe('the sentence', () => {
  it.each([
    [taken('uq_stacks_name', 'name', 'shop'), 'A stack "shop" exists already.'],
    [
      taken('uq_service_instances_name', 'stack_id, instance_id', '1, db'),
      'An instance "db" exists already in this stack.',
    ],
    [taken('uq_instance_env_vars', 'instance_id, key', '1, hunter2'), 'This value is already in use.'],
    [failed('23505', { constraint: 'uq_stacks_name', detail: undefined }), 'A stack "" exists already.'],
  ])('of %p names the holder of a name and nothing else', (failure, message) => {
    expect(toDomainError(failure)).toMatchObject({ message });
  });

  it('tells a parent that is gone from a child that is left', () => {
    const constraint = 'fk_service_instances_template_service_id';
    const gone = { constraint, detail: 'Key (template_service_id)=(7) is not present in table "services".' };
    const used = { constraint, detail: 'Key (id)=(7) is still referenced from table "service_instances".' };
    expect(toDomainError(failed('23503', gone))).toBeInstanceOf(NotFound);
    expect(toDomainError(failed('23503', used))).toBeInstanceOf(Conflict);
    expect(toDomainError(failed('23503', { constraint: 'fk_unknown' }))).toMatchObject({
      message: 'Other things still refer to this.',
    });
  });

  it('of a refused value names the column', () => {
    const { errors } = Object(toDomainError(failed('23502', { column: 'host_port' })));
    expect(errors).toEqual([{ pointer: '/host_port', reason: 'holds a value that cannot be stored' }]);
  });

  it('never holds the statement, its parameters or the row (lessons 22)', () => {
    const codes = ['23505', '23503', '23514', '23502', '22001', '22P02', '22021', '40001', '57014', '08006'];
    const mapped = codes.map((code) => toDomainError(failed(code, { constraint: 'ck_service_ports_host_port' })));
    const shown = mapped.map((error) =>
      error instanceof DomainError ? [error.message, Reflect.get(error, 'errors')] : 'not mapped',
    );
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|TOKEN|INSERT|duplicate key|Failing row|not mapped/);
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

  const named = () => [...statements.join('\n').matchAll(/\b(?:uq|fk)_\w+/g)].map(([name]) => name);

  it('sentences', () => {
    const hit = named().filter((name) => !owned.has(name.slice(3)));
    expect(hit.toSorted()).toEqual(Object.keys(CONSTRAINTS).toSorted());
  });

  it('the owned ones are those of the fourteen tables, and of nothing else', () => {
    expect(named().filter((name) => owned.has(name.slice(3)))).toHaveLength(14 * 2 + 1);
  });
});
