import fc from 'fast-check';
import { parse } from 'yaml';
import { composeRenderer } from '../../src/render/compose/compose.js';
import { resolveStack } from '../../src/render/resolve.js';
import { toYaml } from '../../src/render/yaml-text.js';
import { asRead, composeErrors, readBack } from '../setup/compose-checks.js';
import { effectiveStack, type StackSketch } from '../setup/effective-stack.js';
import { PLAIN_SECRET, stackSketches } from '../setup/stack-sketches.js';

function rendered(sketch: StackSketch) {
  const { stack } = resolveStack(effectiveStack(sketch));
  const { documents, losses } = composeRenderer.render(stack);
  const [document = {}] = documents;
  return { stack, document, losses, text: toYaml(documents) };
}

const RUNS = { numRuns: 60 };

it('any stack renders to a valid Compose file whose references lead somewhere', () => {
  fc.assert(
    fc.property(stackSketches, (sketch) => {
      expect(composeErrors(JSON.parse(JSON.stringify(rendered(sketch).document)))).toEqual([]);
    }),
    RUNS,
  );
});

it('any file says the same to whoever reads YAML', () => {
  fc.assert(
    fc.property(stackSketches, (sketch) => {
      const { document, text } = rendered(sketch);
      expect(parse(text, { merge: true })).toEqual(document);
      const decimal = text.replace(/mode: 0o([0-7]+)$/gm, (_, digits: string) => `mode: ${Number.parseInt(digits, 8)}`);
      expect(parse(decimal, { version: '1.1' })).toEqual(document);
    }),
    RUNS,
  );
});

it('any file is read back as what is in effect', () => {
  fc.assert(
    fc.property(stackSketches, (sketch) => {
      const { stack, text } = rendered(sketch);
      if (stack.instances.length > 0) expect(readBack(text)).toEqual(asRead(stack));
    }),
    RUNS,
  );
});

it('the order of what is given changes nothing, and nothing is changed by rendering', () => {
  fc.assert(
    fc.property(stackSketches, (sketch) => {
      const stack = effectiveStack(sketch);
      const before = structuredClone(stack);
      const shuffled = { ...stack, instances: stack.instances.toReversed() };
      const [one, other] = [stack, shuffled].map((each) => {
        const resolved = resolveStack(each);
        const { documents, losses } = composeRenderer.render(resolved.stack);
        return { text: toYaml(documents), losses: [...resolved.losses, ...losses] };
      });
      expect(other).toEqual(one);
      expect(stack).toEqual(before);
    }),
    RUNS,
  );
});

it('no secret value is in any file, unless it is revealed', () => {
  fc.assert(
    fc.property(stackSketches, (sketch) => {
      const stack = effectiveStack(sketch);
      const resolved = resolveStack(stack);
      const losses = [...resolved.losses, ...composeRenderer.render(resolved.stack).losses];
      expect(rendered(sketch).text + JSON.stringify(losses)).not.toContain(PLAIN_SECRET);
      const names = resolved.stack.instances.flatMap((it) => it.env_vars.flatMap(({ secret }) => secret ?? []));
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => !/^[A-Z_][A-Z0-9_]*$/.test(name))).toEqual([]);
    }),
    RUNS,
  );
});

it('no two instances get one volume from their templates, whatever they are called', () => {
  fc.assert(
    fc.property(stackSketches, (sketch) => {
      const instances = sketch.instances.map(({ instance_id, template }) => ({ instance_id, template, enabled: true }));
      const { stack } = rendered({ ...sketch, instances });
      const owners = new Map<string, Set<string>>();
      for (const { instance_id, volumes } of stack.instances)
        for (const { volume_name, is_external, source } of volumes) {
          if (volume_name === null || is_external) continue;
          owners.set(volume_name, (owners.get(volume_name) ?? new Set()).add(`${instance_id} ${source}`));
        }
      expect([...owners].filter(([, uses]) => uses.size > 1)).toEqual([]);
    }),
    RUNS,
  );
});
