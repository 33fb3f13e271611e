import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { composeRenderer } from '../../src/render/compose/compose.js';
import { resolveStack } from '../../src/render/resolve.js';
import { toYaml } from '../../src/render/yaml-text.js';
import { parseComposeFile } from '../../src/compose-file/compose-file.js';
import { sameItems } from '../../src/facets/compare.js';
import { FACETS } from '../../src/facets/facets.js';
import { VolumeSpec } from '../../src/facets/volumes.js';
import { currentItems } from '../../src/transfer/matching/current-items.js';
import { mountsNow } from '../../src/transfer/matching/mounts-now.js';
import { contestedVolumes, sharedVolumes, splitVolumes, wantedVolumes } from '../../src/transfer/matching/volumes.js';
import { effectiveStack, type StackSketch } from '../setup/effective-stack.js';
import { stackSketches } from '../setup/stack-sketches.js';

/** The paths at which a stack would mount something else if its own render were imported over it. */
function moved(sketch: StackSketch): string[] {
  const stack = effectiveStack(sketch);
  const { documents } = composeRenderer.render(resolveStack(stack).stack);
  const { services } = parseComposeFile(toYaml(documents));
  const mounted = mountsNow(stack.instances);
  const described = services.map((service) => {
    const config = stack.instances.find(({ instance_id }) => instance_id === service.key);
    const template = { volumes: templateVolumes(sketch, config?.template_name ?? '') };
    return { service, config, template, now: mounted.get(service.key) };
  });
  const shared = sharedVolumes(services, contestedVolumes(described), splitVolumes(described));
  return described.flatMap(({ service: { key, template: file }, config, template, now }) => {
    if (!config) return [`${key} is not in the stack`];
    const { volumes, renamed } = wantedVolumes(key, file.volumes, template.volumes, shared, now);
    const before = currentItems(config).volumes.filter(isWritten);
    return sameItems(FACETS.volumes, volumes, before) && renamed.size === 0 ? [] : [`${key} mounts something else`];
  });
}

/** A bind without a source is no mount, and left out of every file. */
function isWritten({ volume_type, source }: VolumeSpec): boolean {
  return volume_type !== 'bind' || source !== '';
}

function templateVolumes({ templates }: StackSketch, name: string): VolumeSpec[] {
  const volumes = templates[name]?.volumes;
  return Array.isArray(volumes) ? volumes.map((item: object) => Object.assign(new VolumeSpec(), item)) : [];
}

it('what any stack renders mounts what is mounted already', () => {
  fc.assert(
    fc.property(stackSketches, (sketch) => expect(moved(sketch)).toEqual([])),
    { numRuns: 200 },
  );
});

const FOLDER = join(process.cwd(), 'test', 'compose-golden');

it.each(readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')))('so does %s', (file) => {
  const [template, overrides] = readFileSync(join(FOLDER, file), 'utf8')
    .split(/^---\n/m)
    .map((part) => parse(part));
  const instances: object[] = overrides.instances ?? [{ instance_id: 'app', ...overrides }];
  const sketch = { templates: template.templates ?? { app: template }, instances: instances.map(withTemplate) };
  expect(moved(sketch)).toEqual([]);
});

function withTemplate(instance: object): StackSketch['instances'][number] {
  return Object.assign({ instance_id: '', template: 'app' }, instance);
}
