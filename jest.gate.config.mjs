import config from './jest.config.mjs';

/** All tests as `npm run check` runs them: spec files in groups that load their modules once. */
export default {
  ...config,
  testRegex: String.raw`/test/groups/.*\.group\.ts$`,
  testSequencer: '<rootDir>/test/setup/sequencer.cjs',
};
