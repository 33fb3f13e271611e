import fc from 'fast-check';
import { TextField } from './fields.js';
import { parse, parseUpdate } from './parse.js';
import { Port, Thing, refusal } from '../../test/setup/parsed-inputs.js';

class Change {
  @TextField({ description: 'Name.', max: 8, optional: true })
  name?: string;

  @TextField({ description: 'Note.', max: 8, optional: true, nullable: true })
  note?: string | null;
}

const thing = (input: unknown) => parse(Thing, input);

describe('what comes out', () => {
  it('applies the default of every field that is left out, nested ones too (lessons 7)', () => {
    const parsed = thing({ name: 'db', ports: [{ host_port: 80 }] });
    expect(parsed).toBeInstanceOf(Thing);
    expect(parsed.ports[0]).toBeInstanceOf(Port);
    expect({ ...parsed }).toEqual({
      name: 'db',
      token: null,
      ports: [{ host_port: 80, protocol: 'tcp' }],
      extra: {},
    });
  });

  it('applies the default where a service of the same process passes undefined', () => {
    expect(thing({ name: 'db', token: undefined, ports: undefined, extra: undefined })).toEqual(thing({ name: 'db' }));
    expect(thing({ name: 'db' }).ports).toEqual([]);
  });

  it('never shares a default between two objects', () => {
    thing({ name: 'a' }).ports.push(new Port());
    expect(thing({ name: 'b' }).ports).toEqual([]);
  });

  it('leaves the input as it was', () => {
    const input = { name: 'db', ports: [{ host_port: 80 }], extra: { a: [1] } };
    const before = structuredClone(input);
    thing(input);
    expect(input).toEqual(before);
  });

  it('parsing what was parsed changes nothing', () => {
    const port = fc.record({ host_port: fc.integer({ min: 1, max: 65535 }) });
    const input = fc.record({
      name: fc.string({ minLength: 1, maxLength: 8 }),
      token: fc.option(fc.string({ maxLength: 4 })),
      ports: fc.array(port, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        input.filter(({ name, token }) => !`${name}${token}`.includes('\0')),
        (value) => {
          const once = thing(value);
          expect(thing(once)).toStrictEqual(once);
        },
      ),
    );
  });

  it('a partial parse lets required fields out and still checks what is given', () => {
    expect(parse(Thing, { token: 'abc' }, { partial: true }).name).toBeUndefined();
    expect(refusal(() => parse(Thing, { name: '' }, { partial: true }))).toHaveLength(1);
    expect(refusal(() => parse(Thing, { nam: 'a' }, { partial: true }))).toHaveLength(1);
  });
});

describe('an update', () => {
  it.each([[{}], [{ name: undefined }]])('%j says nothing and is refused', (input) => {
    expect(refusal(() => parseUpdate(Change, input))).toEqual([
      { pointer: '', reason: 'must give at least one of name, note' },
    ]);
  });

  it.each([[{ name: '' }], [{ note: null }]])('%j says something, and nothing else is set', (input) => {
    expect({ ...parseUpdate(Change, input) }).toStrictEqual(input);
  });
});
