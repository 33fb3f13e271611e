import Fastify from 'fastify';
import pg from 'pg';
import { addCompose } from './compose.js';
import { addLists, addReads } from './reads.js';
import { addEnvVarsWrite, addInstanceWrites, addStackWrites } from './writes.js';

/**
 * The same answers by hand: plain Fastify and `pg`, the same SQL and JSON, no framework, no ORM, no validation. Gets the
 * database's address and the size of the pool as arguments, and prints its own address once it listens.
 */
const [connectionString, pool_size] = process.argv.slice(2);
/** The limits that the server sets as well: without them a hung network or a runaway statement would hang for ever. */
const LIMITS = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 15_000,
  query_timeout: 17_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
  keepAlive: true,
  options: '-c jit=off -c random_page_cost=1.1 -c plan_cache_mode=force_generic_plan',
};
const pool = new pg.Pool({ connectionString, max: Number(pool_size), ...LIMITS });
const fastify = Fastify();
addReads(fastify, pool);
addLists(fastify, pool);
addCompose(fastify, pool);
addEnvVarsWrite(fastify, pool);
addInstanceWrites(fastify, pool);
addStackWrites(fastify, pool);
process.once('SIGTERM', async () => {
  await fastify.close();
  await pool.end();
});
console.log(`The baseline is ready on ${await fastify.listen({ port: 0, host: '127.0.0.1' })}`);
