/** The real @fastify/static, loaded by Node itself; see environment.cjs. */
module.exports = globalThis.requireByNode('@fastify/static');
