import { parseExtension } from './x-devarch.js';

const EMPTY = {
  category: null,
  description: '',
  secrets: [],
  domains: [],
  config_files: [],
  dependencies: [],
  provides: [],
  generate: [],
};
const codes = (value: unknown) => parseExtension(value, '/x').warnings.map(({ code, where }) => `${code} ${where}`);

it('reads everything that a template has and Compose has not', () => {
  const file = { file_path: '/etc/a.conf', content: '$$a ${b}\n', file_mode: 0o600, is_template: true };
  const value = {
    category: 'database',
    description: 'Keeps $$ data.',
    secrets: ['PASSWORD'],
    generate: { TOKEN: 'hex(16)' },
    domains: [{ domain: 'DB.localhost', proxy_port: 80 }, { domain: 'x.localhost' }],
    config_files: [file],
    dependencies: [{ service: 'cache' }],
    provides: ['sql', 'My SQL', {}],
  };
  expect(parseExtension(value, '/x')).toEqual({
    value: {
      category: 'database',
      description: 'Keeps $$ data.',
      secrets: [{ name: 'PASSWORD', where: '/x/secrets/0' }],
      generate: [{ name: 'TOKEN', where: '/x/generate/TOKEN', recipe: 'hex(16)' }],
      domains: [
        { domain: 'db.localhost', proxy_port: 80 },
        { domain: 'x.localhost', proxy_port: null },
      ],
      config_files: [{ where: '/x/config_files/0', input: { ...file, file_mode: '0600' } }],
      dependencies: [{ service: 'cache', condition: 'service_started', required: true, where: '/x/dependencies/0' }],
      provides: ['sql', 'my-sql'],
    },
    warnings: [
      { code: 'name-changed', where: '/x/provides/1', message: 'is no name; my-sql is taken' },
      { code: 'shape-invalid', where: '/x/provides/2', message: 'must be a name; left out' },
    ],
  });
});

it.each([undefined, null, {}])('is empty for %j', (value) => {
  expect(parseExtension(value, '/x')).toEqual({ value: EMPTY, warnings: [] });
});

it.each([
  ['text', ['shape-invalid /x']],
  [
    { secrets: 'A', domains: {}, config_files: 1, dependencies: 'x', provides: 'y' },
    ['secrets', 'domains', 'config_files', 'dependencies', 'provides'].map((key) => `shape-invalid /x/${key}`),
  ],
  [{ category: ['x'], description: {} }, ['shape-invalid /x/category', 'shape-invalid /x/description']],
  [{ category: 'My Category' }, ['name-changed /x/category']],
  [
    { domains: [{ domain: 'a b' }, { domain: 'x', port: 1 }, 'y'] },
    ['item-invalid /x/domains/0', 'item-invalid /x/domains/1', 'item-invalid /x/domains/2'],
  ],
  [{ domains: [{ domain: 'a' }, { domain: 'A' }] }, ['duplicate-item /x/domains/1']],
  [{ generate: ['A'] }, ['shape-invalid /x/generate']],
  [{ generate: { A: 'hex', B: 'uuid' } }, ['recipe-invalid /x/generate/A']],
  [{ zzz: 1 }, ['extension-key-unknown /x/zzz']],
])('names what is wrong in %j', (value, expected) => {
  expect(codes(value).toSorted()).toEqual(expected.toSorted());
});

it('says which key was probably meant', () => {
  expect(parseExtension({ secret: ['A'] }, '/x').warnings).toEqual([
    {
      code: 'extension-key-unknown',
      where: '/x/secret',
      message: 'is not known here and left out; did you mean secrets?',
    },
  ]);
});
