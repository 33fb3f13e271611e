const { default: Sequencer } = require('@jest/test-sequencer');

/** What takes longest comes first, so that no worker is alone with it at the end. */
const LONGEST_FIRST = ['db-2', 'contract', 'db-1', 'e2e-3', 'e2e-1', 'e2e-2', 'unit'];

module.exports = class extends Sequencer {
  sort(tests) {
    const place = ({ path }) => LONGEST_FIRST.findIndex((name) => path.endsWith(`${name}.group.ts`));
    return tests.toSorted((a, b) => place(a) - place(b));
  }
};
