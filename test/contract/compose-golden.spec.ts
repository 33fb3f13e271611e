import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { composeRenderer } from '../../src/render/compose/compose.js';
import { resolveStack } from '../../src/render/resolve.js';
import { lossInWords } from '../../src/render/resolved.js';
import { toYaml } from '../../src/render/yaml-text.js';
import { asRead, composeErrors, readBack } from '../setup/compose-checks.js';
import { effectiveStack, type StackSketch } from '../setup/effective-stack.js';

/**
 * One file per case, in three YAML documents: what the template says (or `templates`, by name), what the instance `app`
 * overrides (or `instances`), and the Compose file that comes of it, byte by byte.
 */
const FOLDER = join(process.cwd(), 'test', 'compose-golden');
const UPDATE = process.env.UPDATE_GOLDEN === 'true';
const CASES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

const SEPARATOR = /^---\n/m;

function read(name: string) {
  const [base = '', override = '', ...expected] = readFileSync(join(FOLDER, `${name}.yaml`), 'utf8').split(SEPARATOR);
  return { base, override, expected: expected.join('---\n') };
}

function sketchOf(base: string, override: string): StackSketch & { only?: string } {
  const [template, overrides] = [base, override].map((text) => parse(text));
  const instances = overrides.instances ?? [{ instance_id: 'app', ...overrides }];
  return {
    templates: template.templates ?? { app: template },
    instances: instances.map((instance: object) => ({ template: 'app', ...instance })),
    only: overrides.only,
  };
}

it('there are at least 60 cases', () => expect(CASES.length).toBeGreaterThanOrEqual(60));

describe.each(CASES)('%s', (name) => {
  const { base, override, expected } = read(name);
  const { only, ...sketch } = sketchOf(base, override);
  const resolved = resolveStack(effectiveStack(sketch), { only });
  const { documents, losses } = composeRenderer.render(resolved.stack);
  const remarks = [...resolved.losses, ...losses].map(lossInWords);
  const text = toYaml(documents, remarks);
  const [document = {}] = documents;

  it('renders what the golden file says (UPDATE_GOLDEN=true writes it anew)', () => {
    if (UPDATE) writeFileSync(join(FOLDER, `${name}.yaml`), [base, override, text].join('---\n'));
    else expect(text).toBe(expected);
  });

  it('is a valid Compose file whose references lead somewhere', () => {
    expect(composeErrors(JSON.parse(JSON.stringify(document)))).toEqual([]);
  });

  it('reads the same in YAML 1.1 and 1.2', () => {
    expect(parse(text)).toEqual(document);
    const mode = (key: string, value: unknown) =>
      key === 'mode' && typeof value === 'number' ? expect.anything() : value;
    const loose: unknown = JSON.parse(JSON.stringify(document), mode);
    expect(parse(text, { version: '1.1' })).toEqual(loose);
  });

  it('is read back as what is in effect', () => {
    if (resolved.stack.instances.length > 0) expect(readBack(text)).toEqual(asRead(resolved.stack));
  });
});
