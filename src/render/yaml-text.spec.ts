import fc from 'fast-check';
import { parse } from 'yaml';
import { finish } from '../common/in-steps.js';
import { toYaml, yamlInSteps } from './yaml-text.js';

const ODD = [
  ...[
    '',
    ' ',
    'yes',
    'no',
    'on',
    'off',
    'y',
    'N',
    'true',
    'null',
    'NULL',
    '~',
    '1.0',
    '0644',
    '0o17',
    '012:34',
    '1_000',
  ],
  ...['0x1F', '0b101', '1e3', '.5', '.inf', '-.inf', '.nan', '2024-01-01', '2001-12-14t21:59:43.10-05:00', '<<', '='],
  ...[
    '- a',
    'a: b',
    'a #b',
    '#a',
    '!x',
    '&a',
    '*a',
    '%a',
    '@a',
    '`a`',
    '"',
    "'",
    '---',
    '...',
    '? a',
    '[a]',
    '{a}',
    '|',
  ],
  ...[
    'a\tb',
    '\t',
    '\ta\n',
    '\n\ta',
    'a\n',
    'a\n\n',
    '\n',
    ' \n a',
    ' \n',
    '\n \n',
    '  \n\n',
    '  a\n b\n',
    'a\r\nb',
    '\r',
    'a\n---\nb',
    'a \nb',
  ],
  ...[
    '\u0001',
    '\u007f',
    '\u0085',
    '\u2028',
    'a\u2029\nb',
    '\ufeff',
    '\uffff',
    '😀',
    'a\\b',
    '127.0.0.1:80:80',
    '1,000',
  ],
];
const text = fc.oneof(
  fc.constantFrom(...ODD),
  fc.array(fc.constantFrom(...ODD)).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed()),
);

describe.each(['1.1', '1.2'] as const)('read as YAML %s', (version) => {
  const read = (yaml: string): unknown => parse(yaml, { version, merge: version === '1.1' });

  it.each(ODD)('%j is a text, as a value and as a key', (odd) => {
    const value = { services: { a: { text: odd, list: [odd], [odd]: odd } } };
    expect(read(toYaml([value]))).toEqual(value);
  });

  it('so is any other', () => {
    fc.assert(
      fc.property(fc.array(text), (list) => {
        const value = { list, map: Object.fromEntries(list.map((each) => [each, each])) };
        expect(read(toYaml([value]))).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });
});

it('quotes what some reader could take for something else, and nothing else', () => {
  const plain = ['redis:7.4', './data:/data:ro', 'sh -c "exit 0"', '30s', '/etc/app.conf', 'unless-stopped'];
  expect(toYaml([{ plain }])).toBe(`plain:\n${plain.map((each) => `  - ${each}\n`).join('')}`);
  expect(toYaml([{ odd: ['0.0.0.0:80:80', '1.0', 'no'] }])).toBe('odd:\n  - "0.0.0.0:80:80"\n  - "1.0"\n  - "no"\n');
});

it('shows the mode of a file in octal where the document is a Compose file', () => {
  const configs = [{ mode: 0o644 }];
  expect(toYaml([{ services: { a: { configs } } }])).toContain('mode: 0o644');
  expect(toYaml([{ items: configs }])).toContain('mode: 420');
  expect(toYaml([{ services: { a: { ports: [{ mode: 'host' }] } } }])).toContain('mode: host');
});

it('separates documents, repeats what is used twice, and remarks above all', () => {
  const twice = { a: ['x'] };
  expect(toYaml([{ one: twice, two: twice }, { three: 3 }], ['first', 'of two\nlines'])).toBe(
    '# first\n# of two lines\none:\n  a:\n    - x\ntwo:\n  a:\n    - x\n---\nthree: 3\n',
  );
  expect(toYaml([])).toBe('');
});

describe('in pieces', () => {
  const whole = (documents: object[]) => finish(yamlInSteps(documents, ['note'], Infinity));
  const pieces = (documents: object[], entries: number) => finish(yamlInSteps(documents, ['note'], entries));

  it.each([1, 2, 10])('of %i entries the text is the same as at once', (entries) => {
    const value = fc.object({ maxDepth: 4, key: text, values: [text, fc.integer(), fc.boolean(), fc.constant(null)] });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), (documents) => {
        expect(pieces(documents, entries)).toBe(whole(documents));
      }),
    );
  });

  it('modes are octal in every piece of a Compose file', () => {
    const services = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { configs: [{ mode: 0o644 }] }]));
    expect(pieces([{ services, configs: {} }], 1)).toBe(whole([{ services, configs: {} }]));
    expect(pieces([{ services, configs: {} }], 1).match(/0o644/g)).toHaveLength(3);
  });
});
