import fc from 'fast-check';
import { mergeServices } from '../../src/compose-file/merge-services.js';
import { readYaml } from '../../src/compose-file/yaml-text.js';
import { composeRenderer } from '../../src/render/compose/compose.js';
import { overrideOf } from '../../src/render/compose/split.js';
import { resolveStack } from '../../src/render/resolve.js';
import { toYaml } from '../../src/render/yaml-text.js';
import { effectiveStack, type StackSketch } from '../setup/effective-stack.js';
import { stackSketches } from '../setup/stack-sketches.js';

/** The file of the templates, and the one that Compose merges into it, are the file of the stack. */

function rendered(sketch: StackSketch): object {
  const { documents } = composeRenderer.render(resolveStack(effectiveStack(sketch)).stack);
  return documents[0] ?? {};
}

/** The same stack as if no instance overrode anything. */
function withoutOverrides({ instances, ...stack }: StackSketch): StackSketch {
  const bare = instances.map(({ instance_id, template, enabled, bindings }) => {
    return { instance_id, template, ...(enabled !== undefined && { enabled }), ...(bindings && { bindings }) };
  });
  return { ...stack, instances: bare };
}

function merged(base: object, whole: object): unknown {
  const { value, tags } = readYaml(toYaml([overrideOf(base, whole)]));
  return mergeServices(base, value, '', tags);
}

it('of any stack', () => {
  fc.assert(
    fc.property(stackSketches, (sketch) => {
      const [base, whole] = [rendered(withoutOverrides(sketch)), rendered(sketch)];
      const plain: unknown = JSON.parse(JSON.stringify(whole));
      expect(merged(JSON.parse(JSON.stringify(base)), whole)).toEqual(plain);
    }),
    { numRuns: 100 },
  );
});

it.each([
  ['nothing', { a: 1, b: [1], c: { d: null } }, { a: 1, b: [1], c: { d: null } }, '{}\n'],
  ['a single value', { a: 1, b: 2 }, { a: 1, b: 3 }, 'b: 3\n'],
  ['a list', { ports: [1, 2] }, { ports: [2] }, 'ports: !override\n  - 2\n'],
  ['what is new', { a: { b: 1 } }, { a: { b: 1, c: [1] } }, 'a:\n  c:\n    - 1\n'],
  ['what goes away', { a: { b: 1, c: 2 } }, { a: { c: 2 } }, 'a:\n  b: !reset null\n'],
  ['a pair for one without a value', { labels: { A: 'x' } }, { labels: { A: null } }, 'labels:\n  A: null\n'],
  ['a value for none', { a: { b: 'x', c: 1 } }, { a: { b: null, c: 1 } }, 'a: !override\n  b: null\n  c: 1\n'],
  ['another kind of value', { command: 'a b' }, { command: ['a', 'b'] }, 'command: !override\n  - a\n  - b\n'],
  [
    'the options of another log',
    { logging: { driver: 'local', options: { a: '1' } } },
    { logging: { driver: 'syslog', options: { b: '1' } } },
    'logging: !override\n  driver: syslog\n  options:\n    b: "1"\n',
  ],
])('%s', (_, base, whole, text) => {
  expect(toYaml([overrideOf(base, whole)])).toBe(text);
});
