/** Who may import whom; docs/architecture.md says why. */
const feature = (name, ...allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: '\\.(spec|cli)\\.ts$' },
  to: { path: '^src/', pathNot: `^src/(${[name, ...allowed].join('|')})/` },
});

/** Of another feature only its module, its services and the types of its answers and inputs. */
const OTHER_FEATURES =
  '^src/(secrets|host-access|templates|stacks|instances|effective|hygiene|findings|compose|catalog|transfer|health)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    feature('common'),
    feature('config', 'common'),
    feature('document', 'common', 'facets'),
    feature('server', 'common'),
    feature('facets', 'common'),
    feature('model', 'common', 'facets'),
    feature('database', 'common', 'config', 'facets', 'model'),
    feature('secrets', 'common', 'config', 'facets', 'model', 'database'),
    feature('host-access', 'common', 'facets'),
    feature('templates', 'common', 'facets', 'model', 'database', 'host-access', 'secrets'),
    feature('instances', 'common', 'facets', 'model', 'database', 'host-access', 'secrets'),
    feature('stacks', 'common', 'facets', 'model', 'database', 'instances'),
    feature('effective', 'common', 'facets', 'model', 'database', 'secrets'),
    feature('hygiene', 'common', 'facets', 'model', 'database', 'effective', 'instances'),
    feature('findings', 'common', 'facets', 'model', 'database', 'host-access'),
    feature('compose', 'common', 'facets', 'model', 'database', 'effective'),
    feature('catalog', 'common', 'config', 'facets', 'model', 'database', 'secrets', 'compose', 'templates'),
    feature(
      'transfer',
      ...[
        'common',
        'facets',
        'model',
        'database',
        'host-access',
        'secrets',
        'templates',
        'instances',
        'stacks',
        'effective',
        'compose',
      ],
    ),
    feature('health', 'common', 'database'),
    {
      name: 'features-through-services',
      comment: 'Features import each other’s module and service, never queries, controllers or DTO internals.',
      severity: 'error',
      from: { path: `${OTHER_FEATURES}.+`, pathNot: '\\.spec\\.ts$' },
      to: {
        path: OTHER_FEATURES,
        pathNot: ['^src/$1/', '\\.(module|service)\\.ts$', '^src/compose/(parse/|render/yaml-text)'],
      },
    },
    {
      name: 'no-web-server-in-features',
      comment: 'A service that imports the modules may run on either adapter.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app\\.(setup|fastify)|main)\\.ts$|^src/server/|\\.spec\\.ts$' },
      to: { path: 'node_modules/(fastify|@fastify|express|@nestjs/platform-)' },
    },
    {
      name: 'pure-core',
      comment: 'Facets, merge, names, the parser and the renderers know no Nest provider and no I/O.',
      severity: 'error',
      from: { path: '^src/(facets|compose/parse|compose/render)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(fs|http|https|child_process)(/|$)|node_modules/@nestjs/(common|core|typeorm)/' },
    },
    {
      name: 'database-only-in-queries',
      comment: 'Only query files, the model and database/ run SQL; everything else knows of the database only types.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '\\.(queries|query|spec)\\.ts$|^src/(model|database|facets)/|^src/common/execute\\.ts$|^src/app\\.setup\\.ts$',
      },
      to: { path: 'node_modules/(typeorm|pg)/' },
    },
    { name: 'nothing-imports-main', severity: 'error', from: {}, to: { path: '^src/main\\.ts$' } },
    {
      name: 'no-tests-in-sources',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/|\\.spec\\.ts$' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: ['\\.spec\\.ts$', '\\.d\\.ts$'] },
      to: {},
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
