import fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import type { PortSpec } from '../../src/facets/ports.js';
import { OPTIONS_OF_VOLUME, suits, VOLUME_OPTION_NAMES } from '../../src/facets/volume-options.js';
import type { VolumeSpec } from '../../src/facets/volumes.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import type { FacetCase } from '../setup/arbitraries.js';
import { configs, edits } from '../setup/arbitrary-configs.js';
import { putDrawn, putTemplate, startWithOneInstance } from '../setup/drawn-instance.js';
import { dumpConfiguration } from '../setup/dump.js';
import { stackFileErrors } from '../setup/stack-file.js';

/** What goes out comes in again, whatever the templates and instances are. */
const RUNS = { numRuns: 12 };
const LIMIT = 120_000;

let server: TestApp;
let copies = 0;
beforeAll(async () => {
  server = await startTestApp();
  await startWithOneInstance(server);
});
afterAll(() => server.close());

const exportOf = async (stack: string) => (await server.http.get(`/stacks/${stack}/export`).expect(200)).text;
const importFile = async (body: object) => (await server.http.post('/stacks/import').send(body).expect(200)).body;

it(
  'an export, imported elsewhere, exports the same; imported over its own stack, it changes nothing',
  async () => {
    const property = fc.asyncProperty(configs, async (drawn) => {
      await putDrawn(server, drawn);
      const content = await exportOf('shop');
      expect(stackFileErrors(parseYaml(content))).toEqual([]);
      const name = `copy-${++copies}`;
      await importFile({ format: 'devarch', content, name });
      expect(await exportOf(name)).toBe(content.replace('name: shop', `name: ${name}`));
      const before = await dumpConfiguration(server);
      for (const mode of ['update', 'replace']) await importFile({ format: 'devarch', content, mode });
      expect(await dumpConfiguration(server)).toEqual(before);
    });
    await fc.assert(property, RUNS);
  },
  LIMIT,
);

it(
  'over its own stack it changes nothing either after the template changed',
  async () => {
    const property = fc.asyncProperty(configs, edits, async (drawn, edit) => {
      await putDrawn(server, drawn);
      await putTemplate(server, edit);
      const before = await dumpConfiguration(server);
      const { instances } = await importFile({ format: 'devarch', content: await exportOf('shop'), mode: 'replace' });
      expect(instances).toMatchObject([{ result: 'unchanged', losses: [] }]);
      expect(await dumpConfiguration(server)).toEqual(before);
    });
    await fc.assert(property, RUNS);
  },
  LIMIT,
);

const changed = ({ template, set, removed }: FacetCase, change: (item: object) => object): FacetCase => {
  return { template: template.map(change), set: set.map(change), removed };
};

/** No port of the host leads to two places: such a file could not run. */
const apart =
  ({ template }: FacetCase) =>
  (item: Partial<PortSpec>): object =>
    template.includes(item) && item.host_port ? { ...item, host_port: item.host_port + 100 } : item;

/** What is no difference, and still worth a word: a secret that has no value, and a text that Compose would refuse. */
const TOLD_ANYWAY = ['secret-without-value', 'dollar-unescaped'];

/** A mount that Compose can say: a folder has a path, memory no source, only a named volume is external, and options suit. */
function sayable(item: object): object {
  const { volume_type = 'named', source = '', is_external = false, options = {}, ...rest }: Partial<VolumeSpec> = item;
  const name = source === '' ? '' : `v${source.length}`;
  const made = name !== '' && !is_external;
  const suiting = VOLUME_OPTION_NAMES.filter(
    (option) => suits(option, volume_type) && (made || !OPTIONS_OF_VOLUME.includes(option)) && option in options,
  );
  const sources: Record<string, string> = { named: name, bind: './data', tmpfs: '' };
  return {
    ...{ ...rest, volume_type, source: sources[volume_type] },
    is_external: is_external && volume_type === 'named' && name !== '',
    options: Object.fromEntries(suiting.map((option) => [option, options[option]])),
  };
}

const NOTHING = { template: [], set: [], removed: [] };
/** An override that names a volume as the template calls its own there, and mounts it a second time. */
const LITERAL_TWICE = {
  facets: {
    ...{ ports: NOTHING, env_vars: NOTHING, labels: NOTHING, domains: NOTHING, healthcheck: NOTHING },
    config_files: NOTHING,
    options: NOTHING,
    volumes: {
      template: [{ source: '1', target: '/a' }],
      set: [
        { source: '2', target: '/b' },
        { source: '1', target: '/a' },
      ],
      removed: [],
    },
  },
  settings: { image_name: 'postgres', image_tag: '16', command: null, restart_policy: 'no', user_spec: null },
  own: { image_name: null, image_tag: null, command: null, restart_policy: null, user_spec: null },
};

/** A template with a dollar that begins no variable. */
const LONE_DOLLAR = {
  ...LITERAL_TWICE,
  facets: {
    ...LITERAL_TWICE.facets,
    volumes: NOTHING,
    config_files: { template: [{ file_path: '/a', content: '$', is_template: true }], set: [], removed: [] },
  },
};

it(
  'what a stack renders, imported over it, changes nothing',
  async () => {
    const property = fc.asyncProperty(configs, async ({ facets, ...drawn }) => {
      const [ports, volumes] = [changed(facets.ports, apart(facets.ports)), changed(facets.volumes, sayable)];
      await putDrawn(server, { ...drawn, facets: { ...facets, ports, volumes } });
      const content = (await server.http.get('/stacks/shop/compose').expect(200)).text;
      const before = await dumpConfiguration(server);
      const { instances } = await importFile({ format: 'compose', content, mode: 'update' });
      const losses = instances[0].losses.filter(({ code }: { code: string }) => !TOLD_ANYWAY.includes(code));
      expect([instances[0].result, losses, content]).toEqual(['unchanged', [], content]);
      expect(await dumpConfiguration(server)).toEqual(before);
    });
    await fc.assert(property, { ...RUNS, examples: [[LITERAL_TWICE], [LONE_DOLLAR]] });
  },
  LIMIT,
);
