import { parse } from '../../src/common/parse.js';
import { nearest } from '../../src/common/nearest.js';
import { parseComposeFile } from '../../src/compose-file/compose-file.js';
import { toYaml } from '../../src/render/yaml-text.js';
import { readStackFile } from '../../src/transfer/read-stack-file.js';
import { textsOfInstance } from '../../src/effective/stack-texts.js';
import { resolving } from '../../src/effective/resolved-config.js';
import { effectiveStack } from '../setup/effective-stack.js';
import { type InputClass, inputClasses } from '../setup/input-classes.js';
import { growth, timesAsLong } from '../setup/ratio.js';

/** Ten times the input may take twenty-five times as long, for what the memory of large texts costs; what grows with the square takes a hundred times. */
const BOUND = 25;

/** What patterns stumble over: much of one thing, alone and with an end that fits to nothing. */
const PIECES = [
  '\t',
  ' ',
  '\n',
  'a',
  '-',
  '0',
  '.',
  '/',
  '$',
  '${',
  '${a:-',
  '"',
  '\\',
  'a.',
  '/a',
  "'",
  ':',
  'a\t',
  '[',
  '{}',
  'CMD ',
];
const textsOf = (size: number) =>
  PIECES.flatMap((piece) => {
    const text = piece.repeat(size / piece.length);
    return [text, `${text}\n!`, `CMD ${text}`];
  });
const keysOf = (size: number) => Object.fromEntries(Array.from({ length: size / 10 }, (_, at) => [`key${at}`, 1]));

let classes: InputClass[];

beforeAll(async () => {
  classes = await inputClasses();
});

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // A refusal is an answer as well, and must not be slower.
  }
}

describe('what a caller sends is read in linear time', () => {
  it('by every class that there is', () => {
    expect(classes.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'CreateTemplate',
        'ImportStack',
        'PortSpec',
        'SettingsInput',
        'StackFile',
        'CreateStack',
      ]),
    );
  });

  it('texts and objects in every field', () => {
    const [small, large] = [3_000, 30_000].map((size) => [...textsOf(size), keysOf(size)]);
    const slow = classes.flatMap(({ name, type, fields }) =>
      fields
        .filter((field) => {
          const work = (size: number) => {
            const given = (size === 3_000 ? small : large) ?? [];
            return () => given.forEach((value) => attempt(() => parse(type, { [field]: value })));
          };
          return growth(work, 3_000) > BOUND;
        })
        .map((field) => `${name}.${field}`),
    );
    expect(slow).toEqual([]);
  }, 120_000);

  it('unknown keys of every class', () => {
    const [small, large] = [20_000, 200_000].map(keysOf);
    const work = (type: new () => object) => (size: number) => () =>
      attempt(() => parse(type, size === 20_000 ? small : large));
    expect(classes.filter(({ type }) => growth(work(type), 20_000) > BOUND).map(({ name }) => name)).toEqual([]);
  }, 60_000);

  it('a name that is near to others', () => {
    const work = (size: number) => () => PIECES.forEach((piece) => nearest(piece.repeat(size), ['name', 'ports']));
    expect(growth(work, 10_000)).toBeLessThanOrEqual(BOUND);
  });
});

const FILES: [string, (size: number) => string][] = [
  ['many tabs', (size) => `services:\n  a:\n    image: b\n    command: "x${'\t'.repeat(size)}"\n`],
  ['many keys', (size) => `services: {a: {image: b, x-a: {${'k: 1, '.repeat(size / 6)}}}}`],
  ['many items', (size) => `services: {a: {image: b, cap_add: [${'x, '.repeat(size / 3)}]}}`],
  [
    'many labels',
    (size) => `services:\n  a:\n    image: b\n    labels:\n${numbered(size / 20, (at) => `      key${at}: v\n`)}`,
  ],
  ['many variables', (size) => `services: {a: {image: b, command: "${'${a:-b}'.repeat(size / 7)}"}}`],
  ['open variables', (size) => `services: {a: {image: b, command: "${'${a:-'.repeat(size / 5)}"}}`],
  ['open brackets of variables', (size) => `services: {a: {image: b, command: "${'${'.repeat(size / 2)}"}}`],
  [
    'many mounts',
    (size) => `services:\n  a:\n    image: b\n    volumes:\n${numbered(size / 20, (at) => `      - v${at}:/p${at}\n`)}`,
  ],
  [
    'many colons',
    (size) => `services: {a: {image: b, ports: ["${':'.repeat(size)}"], volumes: ["${':'.repeat(size)}"]}}`,
  ],
  ['many errors', (size) => `services: {a: {image: b}}\n${'}\n'.repeat(size / 2)}`],
  ['many aliases', (size) => `x-a: &a {b: c}\nservices: {a: {image: b, x-b: [${'*a, '.repeat(size / 4)}]}}`],
  ['too many elements', (size) => `a: [${','.repeat(size)}]`],
  ['one long key', (size) => `? ${'k'.repeat(size)}\n: 1\n`],
  ['a long comment', (size) => `services: {a: {image: b}} #${'\t#'.repeat(size / 2)}`],
];

function numbered(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('');
}

describe('a file is read in linear time', () => {
  it.each(FILES)('%s', (_, text) => {
    const work = (size: number) => {
      const file = text(size);
      return () => [parseComposeFile, readStackFile].forEach((read) => attempt(() => read(file)));
    };
    expect(growth(work, 10_000)).toBeLessThanOrEqual(BOUND);
  });

  it('what is refused by a limit is refused before it costs much', () => {
    const read = (text: string) => () => attempt(() => parseComposeFile(text));
    const taken = `services: {a: {image: b, cap_add: [${'x, '.repeat(30_000)}]}}`;
    const refused = `services: {a: {image: b, cap_add: [${'x,'.repeat(500_000)}]}}`;
    expect(timesAsLong(read(refused), read(taken))).toBeLessThan(3);
    expect(() => parseComposeFile(taken)).not.toThrow();
  });
});

describe('a text is written in linear time', () => {
  it.each(
    PIECES.flatMap((piece) => ['', '\n', '\n!'].map((end) => [JSON.stringify(piece + end), piece, end] as const)),
  )('of many %s', (_, piece, end) => {
    const work = (size: number) => {
      const files = { configs: { a: { content: piece.repeat(size / piece.length) + end } } };
      return () => toYaml([files]);
    };
    expect(growth(work, 20_000)).toBeLessThanOrEqual(BOUND);
  });
});

describe('references are resolved in linear time', () => {
  /** Every instance refers twenty times, to the one before it, to itself and to a variable. */
  const stackOf = (size: number) => {
    const texts = (at: number) =>
      Array.from({ length: 20 }, (_, n) => ({
        ...{ key: `K${n}`, is_secret: false },
        value:
          n === 0
            ? `\${{ i${Math.max(at - 1, 0)}.host }}`
            : `\${{ ${at > 0 ? `i${at - 1}` : 'vars'}.${at > 0 ? 'env.' : ''}K0 }}`,
      }));
    return effectiveStack({
      templates: { app: {} },
      instances: Array.from({ length: size }, (_, at) => {
        return { instance_id: `i${at}`, template: 'app', env_vars: texts(at) };
      }),
      variables: [{ key: 'K0', value: 'x', is_secret: false }],
    });
  };

  it('whatever the number of instances', () => {
    const work = (size: number) => {
      const stack = stackOf(size);
      return () => {
        const resolved = resolving(stack);
        const found = stack.instances.map((own) => textsOfInstance(resolved, new Set(), own));
        expect(found.flat()).toHaveLength(size * 20);
        expect(found.flat().flatMap(({ problems }) => problems)).toEqual([]);
      };
    };
    expect(growth(work, 50)).toBeLessThan(BOUND);
  });
});
