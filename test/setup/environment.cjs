const { TestEnvironment } = require('jest-environment-node');

/**
 * Node's own environment, with two doors: to Node's own loader, because @fastify/static requires ES modules from CommonJS,
 * which Node 20.19 can do and the test runner's loader cannot; and to the runner's state, for `test/setup/group.ts`.
 */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireByNode = require;
  }

  handleTestEvent(_event, state) {
    this.global.jestCircus = state;
  }
};
