const { TestEnvironment } = require('jest-environment-node');

/**
 * Node's own environment, with a door to Node's own loader: @fastify/static requires ES modules from CommonJS, which
 * Node 20.19 can do and the test runner's loader cannot.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireByNode = require;
  }
};
