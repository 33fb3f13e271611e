import { QueryFailedError } from 'typeorm';

export const SQL = 'INSERT INTO service_env_vars (key, value) VALUES ($1, $2)';

/** What TypeORM throws when PostgreSQL refuses a statement: with the statement, its parameters and the whole row in it. */
export function failed(code: string | undefined, fields: object = {}): QueryFailedError {
  const driver = Object.assign(new Error('duplicate key value'), {
    code,
    detail: 'Failing row contains (1, TOKEN, hunter2).',
    ...fields,
  });
  return new QueryFailedError(SQL, ['TOKEN', 'hunter2'], driver);
}
