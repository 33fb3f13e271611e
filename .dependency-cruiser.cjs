/** Who may import whom; docs/architecture.md says why. */
const feature = (name, ...allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: '^src/', pathNot: `^src/(${[name, ...allowed].join('|')})/` },
});

/** What every feature stands on. */
const MODEL = ['common', 'references', 'facets', 'settings', 'sql', 'model', 'http', 'database'];

/** Of another feature only its module, its services and the types of its answers and inputs. */
const OTHER_FEATURES =
  '^src/(secrets|host-access|templates|variables|stacks|instances|effective|hygiene|links|findings|compose|catalog|transfer|health)/';

/** Imports that are gone after compilation. */
const TYPES_ONLY = ['type-only', 'pre-compilation-only'];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Types count too. Only entities name each other, because TypeORM relations have two ends.',
      severity: 'error',
      from: {},
      to: { circular: true, via: { pathNot: '^src/model/[^/]+\\.entity\\.ts$' } },
    },
    feature('common'),
    feature('config', 'common'),
    feature('document', 'common', 'facets'),
    feature('server', 'common'),
    feature('references', 'common'),
    feature('facets', 'common', 'references'),
    feature('settings', 'common', 'facets', 'references'),
    feature('sql', 'common'),
    feature('model', 'common', 'references', 'facets', 'settings', 'sql'),
    feature('http', 'common', 'model'),
    feature('database', 'common', 'config', 'references', 'facets', 'sql', 'model'),
    feature('secrets', 'common', 'config', 'references', 'facets', 'sql', 'model', 'database'),
    feature('host-access', 'common', 'facets'),
    feature('secret-detection', 'common'),
    feature('compose-file', 'common', 'references', 'facets', 'settings', 'model', 'secret-detection'),
    feature('templates', ...MODEL, 'host-access', 'secrets', 'effective'),
    feature('instances', ...MODEL, 'host-access', 'secrets', 'effective'),
    feature('variables', ...MODEL, 'secrets'),
    feature('stacks', ...MODEL, 'instances', 'variables'),
    feature('links', ...MODEL),
    feature('effective', ...MODEL, 'secrets'),
    feature('hygiene', ...MODEL, 'effective', 'instances'),
    feature('findings', ...MODEL, 'host-access', 'secret-detection', 'effective'),
    feature('render', 'common', 'references', 'facets', 'settings', 'model', 'effective', 'compose-file'),
    feature('compose', ...MODEL, 'effective', 'render'),
    feature('catalog', ...MODEL, 'config', 'secrets', 'compose-file', 'templates'),
    feature(
      'transfer',
      ...[...MODEL, 'host-access', 'secrets', 'templates', 'variables', 'instances', 'links', 'stacks', 'effective'],
      ...['secret-detection', 'compose-file', 'render', 'compose'],
    ),
    feature('health', 'common', 'sql', 'database'),
    {
      name: 'features-through-services',
      comment: 'Features import each other’s module and service, never queries, controllers or DTO internals.',
      severity: 'error',
      from: { path: `${OTHER_FEATURES}.+`, pathNot: '\\.spec\\.ts$' },
      to: {
        path: OTHER_FEATURES,
        pathNot: ['^src/$1/', '\\.(module|service)\\.ts$'],
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
      from: {
        path: '^src/(references|facets|settings|secret-detection|compose-file|render)/',
        pathNot: '\\.spec\\.ts$',
      },
      to: { path: '^(fs|http|https|child_process)(/|$)|node_modules/@nestjs/(common|core|typeorm)/' },
    },
    {
      name: 'database-only-in-queries',
      comment: 'Only query files, the model and database/ run SQL; everything else knows of the database only types.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '\\.(queries|query|spec)\\.ts$|^src/(sql|model|database|facets|settings)/|^src/app\\.setup\\.ts$',
      },
      to: { path: 'node_modules/(typeorm|pg)/', dependencyTypesNot: TYPES_ONLY },
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
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
