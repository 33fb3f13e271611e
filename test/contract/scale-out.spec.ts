import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { parseComposeFile } from '../../src/compose-file/compose-file.js';
import { kubernetesRenderer } from '../../src/render/kubernetes/kubernetes.js';
import { rendererOf, TARGETS } from '../../src/render/renderers.js';
import { resolveStack } from '../../src/render/resolve.js';
import type { ResolvedStack } from '../../src/render/resolved.js';
import { swarmRenderer } from '../../src/render/swarm/swarm.js';
import { toYaml } from '../../src/render/yaml-text.js';
import { effectiveStack, type TemplateSketch } from '../setup/effective-stack.js';
import { TARGET_CHECKS } from '../setup/target-checks.js';

/** A stack with one instance of every service of a Compose file. */
function stackOf(text: string): ResolvedStack {
  const parsed = parseComposeFile(text).services.map(({ template }) => template);
  const templates = Object.fromEntries(
    parsed.map((template): [string, TemplateSketch] => [template.name, { ...template }]),
  );
  const instances = parsed.map(({ name }) => ({ instance_id: name, template: name }));
  return resolveStack(effectiveStack({ templates, instances })).stack;
}

/** The documents of a YAML text. */
function valuesOf(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => document.toJS());
}

function filesOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const paths = files.filter((file) => file.endsWith('.yaml')).map((file) => join(folder, file));
  return paths.filter((path) => /^services:/m.test(readFileSync(path, 'utf8')));
}

it.each([...filesOf('catalog'), ...filesOf('test/compose-files')])('%s renders to every target', (file) => {
  const stack = stackOf(readFileSync(file, 'utf8'));
  for (const target of TARGETS)
    expect([target, TARGET_CHECKS[target].errors(rendererOf(target).render(stack).documents)]).toEqual([target, []]);
});

describe('the example of docs/scale-out.md', () => {
  const text = readFileSync('docs/scale-out.md', 'utf8');
  const blocks = text.matchAll(/^```yaml\n(.*?)^```$/gms);
  const [given = '', swarm = '', kubernetes = ''] = [...blocks].map(([, block = '']) => block);
  const stack = stackOf(given);

  it('renders to the stack file shown', () => {
    expect(valuesOf(toYaml(swarmRenderer.render(stack).documents))).toEqual(valuesOf(swarm));
  });

  it('renders to the manifests shown', () => {
    expect(valuesOf(toYaml(kubernetesRenderer.render(stack).documents))).toEqual(valuesOf(kubernetes));
  });

  it('names the config that the file wants', () => {
    const name = /docker config create (\S+) -/.exec(text)?.[1];
    expect(swarm).toContain(`source: ${name}\n`);
  });
});
