import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { ONE_OF_EACH } from '../../test/setup/factories.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { InvalidInput } from './errors.js';
import { BooleanField, ChoiceField, IntegerField, ListField, ObjectField, TextField } from './fields.js';
import { parse } from './parse.js';

class Part {
  @IntegerField({ description: 'Size.', min: 1, max: 9 })
  size!: number;

  @ChoiceField({ description: 'Colour.', among: ['red', 'blue'] })
  colour: string | null = null;
}

class Whole {
  @TextField({ description: 'Name.', min: 1, max: 3 })
  name!: string;

  @ListField(() => Part, { description: 'Parts.', max: 2 })
  parts: Part[] = [];

  @ObjectField(() => Part, { description: 'Main part.', optional: true })
  main?: Part;
}

class Bigger extends Whole {
  @TextField({ description: 'The name, shorter.', min: 1, max: 2 })
  declare name: string;

  @BooleanField({ description: 'Whether.' })
  flag: boolean = false;
}

class Empty {}

const value = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, '', 'a', 'abc', 'red', 0, 1, 5, 65535, -1, true, '/etc/x', '0644', [], {}),
  fc.constantFrom<unknown>(
    { size: 1 },
    [{ size: 1 }],
    [{ size: 0 }],
    [{ size: 2, colour: 'blue' }],
    [[{}]],
    [{ x: 1 }],
  ),
  fc.string({ maxLength: 4 }),
);

/** Mostly what is right, so that both answers come up. */
function inputOf(names: string[], right: Record<string, unknown>) {
  const field = (name: string) =>
    fc.oneof({ weight: 9, arbitrary: fc.constant(right[name]) }, { weight: 1, arbitrary: value });
  const fields = Object.fromEntries(names.map((name) => [name, field(name)]));
  const foreign = fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, fc.constant({ other: 1 }));
  return fc.tuple(fc.record(fields, { requiredKeys: [] }), foreign).map(([some, more]) => ({ ...some, ...more }));
}

/** What a host's own pipe says, which reads the decorators of the same fields. */
function isValid(type: new () => object, input: object, partial: boolean): boolean {
  const given = plainToInstance(type, input, { exposeUnsetFields: false });
  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: type !== Empty };
  return validateSync(given, { ...options, skipMissingProperties: partial }).length === 0;
}

function isParsed(type: new () => object, input: object, partial: boolean): boolean {
  try {
    parse(type, input, { partial });
    return true;
  } catch (error) {
    if (error instanceof InvalidInput) return false;
    throw error;
  }
}

const WHOLE = { name: 'ab', parts: [{ size: 1 }, { size: 2, colour: 'red' }], main: { size: 3 } };
const CLASSES: [new () => object, readonly string[], object][] = [
  [Whole, Object.keys(WHOLE), WHOLE],
  [Bigger, [...Object.keys(WHOLE), 'flag'], { ...WHOLE, flag: true }],
  [Empty, [], {}],
  ...FACET_NAMES.map((name): (typeof CLASSES)[number] => [
    facetOf(name).spec,
    facetOf(name).columns,
    ONE_OF_EACH[name],
  ]),
];

describe('what is read', () => {
  it.each(CLASSES)('is what class-validator finds nothing wrong with: %p', (type, names, right) => {
    const read = { true: 0, false: 0 };
    fc.assert(
      fc.property(inputOf([...names], { ...right }), fc.boolean(), (input, partial) => {
        const parsed = isParsed(type, input, partial);
        expect(parsed).toBe(isValid(type, input, partial));
        read[parsed ? 'true' : 'false'] += 1;
      }),
      { numRuns: 500 },
    );
    if (type !== Empty) expect(Math.min(read.true, read.false)).toBeGreaterThan(0);
  });
});

describe('many errors', () => {
  it('are counted, and the first hundred described, each key looked at once', () => {
    const input = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`key${index}`, 1]));
    try {
      parse(Whole, { name: 'a', ...input });
      expect('refused').toBe('not refused');
    } catch (error) {
      expect(error).toMatchObject({ message: expect.stringContaining('(and 59999 more)') });
      expect(Reflect.get(Object(error), 'errors')).toHaveLength(100);
    }
  });
});
