/** Tests run the TypeScript sources as ES modules, on a real PostgreSQL that the global setup starts. */
export default {
  rootDir: '.',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: String.raw`\.spec\.ts$`,
  testEnvironment: '<rootDir>/test/setup/environment.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@fastify/static$': '<rootDir>/test/setup/fastify-static.cjs',
  },
  transform: { '^.+\\.ts$': '@swc/jest' }, // with the settings of .swcrc, as `npm start` compiles
  globalSetup: '<rootDir>/test/setup/global-setup.mjs',
  globalTeardown: '<rootDir>/test/setup/global-teardown.mjs',
  maxWorkers: 2,
  testTimeout: 30_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/main.ts', '!src/cli/*.ts'],
  coverageThreshold: { global: { lines: 90, branches: 90 } },
};
