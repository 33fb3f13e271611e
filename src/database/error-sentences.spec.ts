import { QueryFailedError } from 'typeorm';
import { Conflict, DomainError, NotFound, Unavailable } from '../common/errors.js';
import { toDomainError } from './errors.js';
import { failed, SQL } from '../../test/setup/query-errors.js';

const taken = (constraint: string, columns: string, values: string) =>
  failed('23505', { constraint, detail: `Key (${columns})=(${values}) already exists.` });

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
