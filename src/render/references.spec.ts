import { effectiveStack, type StackSketch } from '../../test/setup/effective-stack.js';
import { TARGETS, rendererOf } from './renderers.js';
import { resolveStack } from './resolve.js';
import { secretVariables } from './secret-variables.js';

/** `sso` refers to `main-db` by its link, `report` to `sso`: a chain over three instances. */
const SKETCH: StackSketch = {
  templates: {
    postgres: {
      image_tag: '17.2',
      ports: [{ host_port: 15_432, container_port: 5432 }],
      env_vars: [
        { key: 'POSTGRES_DB', value: 'orders' },
        { key: 'POSTGRES_USER', value: '${{ vars.USER }}' },
        { key: 'POSTGRES_PASSWORD', value: 'hunter2', is_secret: true },
      ],
    },
    keycloak: {
      image_tag: '26.${{ vars.MINOR }}',
      command: '["serve","--db","${{ postgres.host }}"]',
      dependencies: [{ service: 'postgres', link: 'postgres', required: true, condition: 'service_healthy' }],
      env_vars: [
        {
          key: 'DB_URL',
          value: 'jdbc:postgresql://${{ postgres.host }}:${{ postgres.port }}/${{ postgres.env.POSTGRES_DB }}',
        },
        { key: 'DB_PASSWORD', value: '${{ postgres.env.POSTGRES_PASSWORD }}', is_secret: true },
        {
          key: 'DSN',
          value:
            'postgres://${{ postgres.env.POSTGRES_USER }}:${{ postgres.env.POSTGRES_PASSWORD }}@${{ postgres.host }}/${{ vars.TOKEN }}',
        },
        { key: 'LITERAL', value: '$${{ postgres.host }} $HOME' },
      ],
      labels: [
        { key: 'db', value: '${{ postgres.name }}' },
        { key: 'leak', value: 'p=${{ self.env.DB_PASSWORD }}' },
      ],
      domains: [{ domain: '${{ self.name }}.${{ stack.name }}.localhost' }],
      config_files: [
        {
          file_path: '/etc/app.conf',
          content: 'password ${{ postgres.env.POSTGRES_PASSWORD }} ${HOME}\n',
          is_template: true,
        },
        { file_path: '/etc/raw.conf', content: '${{ postgres.host }}\n' },
      ],
    },
    report: {
      env_vars: [
        { key: 'UPSTREAM', value: '${{ sso.env.DSN }}' },
        { key: 'NOWHERE', value: 'x ${{ gone.host }}' },
      ],
    },
  },
  instances: [
    { instance_id: 'main-db', template: 'postgres' },
    { instance_id: 'sso', template: 'keycloak' },
    { instance_id: 'report', template: 'report' },
  ],
  variables: [
    { key: 'USER', value: 'app', is_secret: false },
    { key: 'MINOR', value: '0', is_secret: false },
    { key: 'TOKEN', value: '***', is_secret: true, fingerprint: 'f1' },
  ],
};
const STACK = effectiveStack(SKETCH);
const REVEALED = new Map([
  ['main-db env POSTGRES_PASSWORD', 'hunter2'],
  ['stack TOKEN', 'tok'],
]);

function rendered(target: string, revealed = new Map<string, string>()) {
  const { stack, losses } = resolveStack(STACK, { revealed });
  const { documents, losses: own } = rendererOf(target).render(stack);
  return { documents, text: JSON.stringify(documents), losses: [...losses, ...own], stack };
}

/** A value that a path of keys leads to. */
function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => Object.entries(Object(inner)).find(([name]) => name === key)?.[1], value);
}

const DSN = 'postgres://app:${MAIN_DB_POSTGRES_PASSWORD}@main-db/${TOKEN}';

it.each(['compose', 'swarm'])('%s has every value that is known, and one variable for each secret', (target) => {
  const { documents } = rendered(target);
  const service = (name: string) => at(documents[0], 'services', name);
  expect(service('sso')).toMatchObject({
    image: 'keycloak:26.0',
    command: ['serve', '--db', 'main-db'],
    environment: {
      DB_URL: 'jdbc:postgresql://main-db:5432/orders',
      DB_PASSWORD: '${MAIN_DB_POSTGRES_PASSWORD}',
      DSN,
      LITERAL: '$${{ postgres.host }} $$HOME',
    },
    labels: { db: 'main-db', leak: 'p=${MAIN_DB_POSTGRES_PASSWORD}' },
    'x-devarch': { domains: [{ domain: 'sso.shop.localhost' }] },
  });
  expect(at(service('report'), 'environment', 'UPSTREAM')).toBe(DSN);
  expect(at(service('report'), 'environment', 'NOWHERE')).toMatch(
    /^x \$\{MISSING_gone_host:\?gone\.host leads nowhere/,
  );
  expect(at(service('main-db'), 'environment', 'POSTGRES_PASSWORD')).toBe('${MAIN_DB_POSTGRES_PASSWORD}');
});

it('a config file that is a template has its secrets as variables, any other is left as it is', () => {
  const { documents } = rendered('compose');
  expect(at(documents[0], 'configs')).toEqual({
    'sso-etc-app.conf': { content: 'password ${MAIN_DB_POSTGRES_PASSWORD} ${HOME}\n' },
    'sso-etc-raw.conf': { content: '$${{ postgres.host }}\n' },
  });
});

it('kubernetes reads secrets within texts from variables, and leaves them out where it fills in nothing', () => {
  const { text, losses } = rendered('kubernetes');
  const pass = '$(DEVARCH_SECRET_MAIN_DB_POSTGRES_PASSWORD)';
  expect(text).toContain(`postgres://app:${pass}@main-db/$(DEVARCH_SECRET_TOKEN)`);
  expect(text).toContain('"name":"DEVARCH_SECRET_TOKEN","valueFrom"');
  expect(text).not.toContain('p=');
  expect(losses).toContainEqual(
    expect.objectContaining({ code: 'text-not-known', where: expect.stringMatching(/^\/labels/) }),
  );
});

it('kubernetes keeps a config file with a secret in a Secret, which only a revealed render has', () => {
  const hidden = rendered('kubernetes');
  expect(hidden.text).toContain('"secretName":"sso-secret-files"');
  expect(hidden.documents.filter((it) => at(it, 'kind') === 'Secret')).toEqual([]);
  expect(hidden.losses).toContainEqual(expect.objectContaining({ instance_id: 'sso', code: 'secret-to-create' }));
  const { documents } = rendered('kubernetes', REVEALED);
  const secret = documents.find((it) => at(it, 'kind') === 'Secret');
  expect(JSON.stringify(at(secret ?? {}, 'stringData'))).toContain('hunter2');
  const maps = documents.filter((it) => at(it, 'kind') === 'ConfigMap');
  expect(JSON.stringify(maps)).not.toContain('hunter2');
});

describe.each(TARGETS)('%s', (target) => {
  it('never writes an expression, a mark, or a secret', () => {
    const { text } = rendered(target);
    expect(text).not.toMatch(/(^|[^$])\$\{\{ (?!postgres\.host)/);
    expect(text).not.toContain('\\u0000');
    expect(text).not.toContain('hunter2');
  });

  it('says what leads nowhere, and where a secret is seen', () => {
    const codes = rendered(target).losses.map(({ instance_id, where, code }) => `${instance_id} ${where} ${code}`);
    expect(codes).toEqual(
      expect.arrayContaining([
        'report /env_vars/0/value reference-unresolved',
        expect.stringMatching(/^sso \/labels\/\d+\/value secret-exposed$/),
      ]),
    );
  });

  it('revealed it has every secret but where it is seen', () => {
    const { text } = rendered(target, REVEALED);
    expect(text).toContain('postgres://app:hunter2@main-db/tok');
    expect(text).not.toContain('p=hunter2');
  });
});

it('an open variable has no name that a secret has, and what is referred to keeps its dollars in a template', () => {
  const content = '${{ vars.PRICE }} $HOME $${{ x }}';
  const stack = effectiveStack({
    templates: {
      db: {
        env_vars: [
          { key: 'PASS', value: 'x', is_secret: true },
          { key: 'OPEN', value: '${{ vars.DB_PASS }}' },
        ],
        config_files: [{ file_path: '/a', content, is_template: true }],
      },
    },
    instances: [{ instance_id: 'db', template: 'db' }],
    variables: [
      { key: 'DB_PASS', value: null, is_secret: false },
      { key: 'PRICE', value: 'a$b', is_secret: false },
    ],
  });
  const [document] = rendererOf('compose').render(resolveStack(stack).stack).documents;
  const environment = at(document, 'services', 'db', 'environment');
  const [open, pass] = [String(at(environment, 'OPEN')), String(at(environment, 'PASS'))];
  expect(pass).toMatch(/^\$\{DB_PASS_[0-9A-F]{8}\}$/);
  expect(open).toMatch(/^\$\{DB_PASS_[0-9A-F]{8}:\?/);
  expect(open.slice(0, pass.length - 1)).not.toBe(pass.slice(0, -1));
  expect(at(document, 'configs', 'db-a', 'content')).toBe('a$$b $HOME $${{ x }}');
});

it('a command in shell form keeps what only JSON would take for NUL', () => {
  const command = `${String.raw`printf '\u0000'`} \${{ self.name }}`;
  const stack = effectiveStack({
    templates: { app: { command: String.raw`printf '\u0000'` }, other: { command } },
    instances: [
      { instance_id: 'app', template: 'app' },
      { instance_id: 'other', template: 'other' },
    ],
  });
  expect(resolveStack(stack).stack.instances.map((instance) => instance.command)).toEqual([
    String.raw`printf '\u0000'`,
    String.raw`printf '\u0000' other`,
  ]);
});

it('one entry serves all who use a secret, wherever it is kept', () => {
  expect(secretVariables(rendered('compose').stack, REVEALED)).toEqual([
    { name: 'MAIN_DB_POSTGRES_PASSWORD', instance_id: 'main-db', key: 'POSTGRES_PASSWORD', value: 'hunter2' },
    { name: 'TOKEN', instance_id: null, key: 'TOKEN', value: 'tok' },
  ]);
});
