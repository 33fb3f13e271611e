import fc from 'fast-check';
import { growth } from '../../test/setup/ratio.js';
import { readText } from '../references/text.js';
import { type GivenVariable, NOTHING_GIVEN } from './file-variables.js';
import { interpolate } from './interpolate.js';
import { takeReferences } from './literal-references.js';
import { plainOf } from './variable-text.js';

function given(values: Record<string, string | null>) {
  const entries = Object.entries(values).map(([key, value]): [string, GivenVariable] => {
    return [key, { value, has_value: value !== null, is_secret: false }];
  });
  return { ...NOTHING_GIVEN, given: new Map(entries), detect: true };
}

/** One env var of a service of its own. */
function environment(text: string, values: Record<string, string | null> = {}) {
  const { value, warnings, variables } = interpolate(
    { services: { a: { environment: { E: text } } } },
    given(values),
    true,
  );
  const { services } = value as { services: { a: { environment: { E: string } } } };
  const known = Object.fromEntries(variables.map((variable) => [variable.key, variable.value]));
  return { text: plainOf(services.a.environment.E), known, codes: warnings.map(({ code }) => code), variables };
}

describe('a variable where references are taken', () => {
  it.each([
    ['${A}', '${{ vars.A }}', { A: null }],
    ['$A', '${{ vars.A }}', { A: null }],
    ['x${A:-b}y${C-d}z', 'x${{ vars.A }}y${{ vars.C }}z', { A: 'b', C: 'd' }],
    ['${A:-}', '${{ vars.A }}', { A: '' }],
    ['${A:-${B:-c}}/d', '${{ vars.A }}/d', { A: '${{ vars.B }}', B: 'c' }],
    ['${A:-x${B}}', '${{ vars.A }}', { A: 'x${{ vars.B }}', B: null }],
    ['${A:?must be set}', '${{ vars.A }}', { A: null }],
    ['$${A}', '${A}', {}],
    ['$$$A', '$$A', { A: null }],
    ['${A:-b', '${A:-b', {}],
    ['${1:-b}', '${1:-b}', {}],
    ['$${{ db.host }}:${A}', '${{ db.host }}:${{ vars.A }}', { A: null }],
    ['$${{ github.ref }}:${A}', '$${{ github.ref }}:${{ vars.A }}', { A: null }],
    ['$$$${{ db.host }}', '$$${{ db.host }}', {}],
  ])('%s is %s', (text, expected, known) => {
    const { text: written, known: found } = environment(text);
    expect({ written, found }).toEqual({ written: expected, found: known });
  });

  it('has what to say where it is missing for its description', () => {
    expect(environment('${A:?say it}').variables).toEqual([
      {
        key: 'A',
        value: null,
        is_secret: false,
        description: 'say it',
        fallback: null,
        where: '/services/a/environment/E',
      },
    ]);
  });

  it('takes the first default, and names a place that has another', () => {
    const file = { services: { a: { environment: { E: '${A:-1}', F: '${A:-2}', G: '$A' } } } };
    const { variables, warnings } = interpolate(file, given({}), true);
    expect(variables).toMatchObject([{ key: 'A', value: '1' }]);
    expect(warnings).toEqual([
      expect.objectContaining({ code: 'variable-default-differs', where: '/services/a/environment/F' }),
    ]);
  });

  it.each([
    ['${A:+b}', {}, '', ['variable-form-lost']],
    ['${A:+b}', { A: 'x' }, 'b', ['variable-filled-in']],
    ['${A:+b}', { A: '' }, '', ['variable-filled-in']],
    ['${A+b}', { A: '' }, 'b', ['variable-filled-in']],
    ['${A:+<$A>}', { A: 'x' }, '<${{ vars.A }}>', ['variable-filled-in']],
    ['${A:-b}', { A: '' }, 'b', ['variable-filled-in']],
    ['${A-b}', { A: '' }, '${{ vars.A }}', []],
    ['$$${A}', { A: 'x' }, '$x', ['variable-filled-in']],
  ])('%s with %j is %s', (text, values, expected, codes) => {
    expect(environment(text, values)).toMatchObject({ text: expected, codes });
  });

  it('of which a secret is made where it is called or looks like one', () => {
    const secrets = (values: Record<string, string>) =>
      environment('${DB_PASSWORD} ${API_TOKEN:-} ${URL} ${SECRET_KEY:-/run/key} ${TAG}', values)
        .variables.filter(({ is_secret }) => is_secret)
        .map(({ key }) => key);
    expect(secrets({ URL: 'amqp://a:hunter2@b' })).toEqual(['DB_PASSWORD', 'API_TOKEN', 'URL']);
  });

  it('is filled in where it stands beside a password in the clear, which is to be sealed', () => {
    const url = 'postgres://app:hunter2@db/${NAME:-shop}';
    expect(environment(url)).toMatchObject({ text: 'postgres://app:hunter2@db/shop', codes: ['variable-filled-in'] });
    expect(environment('postgres://app:${PW}@db/${NAME:-shop}').text).toContain('vars.NAME');
  });

  it('passed on by its name is one without a value', () => {
    const file = { services: { a: { environment: ['A', 'B=1', 'not a name'] }, b: { environment: { C: null } } } };
    const { value, variables } = interpolate(file, given({}), true);
    expect(value).toEqual({
      services: {
        a: { environment: ['A=$${{ vars.A }}', 'B=1', 'not a name'] },
        b: { environment: { C: '$${{ vars.C }}' } },
      },
    });
    expect(variables.map(({ key, value: text }) => [key, text])).toEqual([
      ['A', null],
      ['C', null],
    ]);
  });

  it('that stands for the secret of an instance in a render refers to that', () => {
    const source = { ...NOTHING_GIVEN, secrets: new Map([['DB_PW', 'db.env.PW']]) };
    const file = { services: { a: { environment: { E: '${DB_PW}' }, entrypoint: ['x', '${DB_PW}'] } } };
    expect(interpolate(file, source, true)).toMatchObject({
      value: { services: { a: { environment: { E: '$${{ db.env.PW }}' }, entrypoint: ['x', '${DB_PW}'] } } },
      variables: [],
    });
  });
});

describe('places', () => {
  const written = (service: object, values: Record<string, string> = {}) => {
    const { value, warnings } = interpolate({ services: { a: service } }, given(values), true);
    const codes = warnings.map(({ code, where }) => `${code} ${where.replace('/services/a/', '')}`);
    return { service: (value.services as { a: object }).a, codes };
  };

  it.each([
    [{ command: '$A' }],
    [{ command: ['x', '$A'] }],
    [{ healthcheck: { test: ['CMD', '$A'] } }],
    [{ labels: { l: '$A' } }],
    [{ labels: ['l=$A'] }],
  ])('%j refers', (service) => {
    const expected = JSON.stringify(service).replace('$A', () => '$${{ vars.A }}');
    expect(JSON.stringify(written(service).service)).toBe(expected);
    expect(written(service).codes).toEqual([]);
  });

  it('an image refers in its tag, and its name is filled in', () => {
    expect(written({ image: '${R:-ghcr.io}/x/y:${T:-1}' })).toEqual({
      service: { image: 'ghcr.io/x/y:$${{ vars.T }}' },
      codes: ['variable-filled-in image'],
    });
    expect(written({ image: '${I:-redis:7}' }).service).toEqual({ image: 'redis:7' });
    expect(written({ image: 'x@sha256:${D}' }, { D: 'ab' }).service).toEqual({ image: 'x@sha256:$${{ vars.D }}' });
    expect(written({ image: '${I}' }).codes).toEqual(['variable-unknown image']);
  });

  it('everything else is filled in, whatever dollars its value has; what is not known and what is secret stays', () => {
    const service = {
      ports: ['${P:-80}:80'],
      volumes: ['${D}/x:/y'],
      mem_limit: '$M',
      'x-devarch': { description: '$M' },
    };
    expect(written(service, { M: 'a$b', D: '/srv' })).toEqual({
      service: { ports: ['80:80'], volumes: ['/srv/x:/y'], mem_limit: 'a$$b', 'x-devarch': { description: '$M' } },
      codes: ['variable-filled-in ports/0', 'variable-filled-in volumes/0', 'variable-filled-in mem_limit'],
    });
    expect(written({ entrypoint: ['${TOKEN:-x1y2}', '${NONE}'] })).toEqual({
      service: { entrypoint: ['${TOKEN:-x1y2}', '${NONE}'] },
      codes: ['variable-secret entrypoint/0', 'variable-unknown entrypoint/1'],
    });
  });

  it('the text of a config refers, and stays what Compose reads', () => {
    const content = 'a $$ ${A:-b} $${{ db.host }} $${{ github.ref }}';
    expect(interpolate({ configs: { c: { content } } }, given({}), true).value).toEqual({
      configs: { c: { content: 'a $$ ${{ vars.A }} ${{ db.host }} $${{ github.ref }}' } },
    });
  });

  it('names variables, and never what stands there', () => {
    const { warnings } = interpolate({ name: '${A:-hunter2}${B:-hunter3}' }, given({}), true);
    expect(warnings).toEqual([
      {
        code: 'variable-filled-in',
        where: '/name',
        message: 'A, B are filled in with the value known now, as this place cannot follow a later change',
      },
    ]);
  });
});

describe('without a stack', () => {
  it.each([
    ['${A:-b}', 'b'],
    ['x${A:-${B:-c}}', 'xc'],
    ['${A:+b}', ''],
    ['${A}', '${A}'],
    ['$${{ db.host }}', '${{ db.host }}'],
    ['$${{ github.ref }}', '$${{ github.ref }}'],
  ])('%s is %s', (text, expected) => {
    const { value, variables } = interpolate({ services: { a: { environment: { E: text } } } }, NOTHING_GIVEN, false);
    const { services } = value as { services: { a: { environment: { E: string } } } };
    expect(plainOf(services.a.environment.E)).toBe(expected);
    expect(variables).toEqual([]);
  });

  it('leaves the texts of configs to Compose, and fragments to where they are used', () => {
    const file = { configs: { a: { content: '${A:-b}' } }, 'x-app': { image: '${A:-b}' } };
    expect(interpolate(file, NOTHING_GIVEN, false)).toEqual({ value: file, warnings: [], variables: [] });
  });
});

it('takes ten times as long for hostile texts that are ten times as long', () => {
  const work = (size: number) => () =>
    interpolate(
      { a: '${'.repeat(size), b: `${'${A:-'.repeat(size / 10)}${'}'.repeat(size / 10)}`, c: '$A'.repeat(size) },
      NOTHING_GIVEN,
      false,
    );
  expect(growth(work, 20_000)).toBeLessThan(25);
});

it('keeps what a text says, whatever it looks like', () => {
  const piece = fc.constantFrom('$', '{', '}', '${{', '}}', '$${{', 'db.host', ' ', 'x', '${{ db.host }}');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const text = pieces.join('');
      const parts = readText(takeReferences(text));
      expect(parts.map((part) => ('text' in part ? part.text : 'written' in part ? part.written : '?')).join('')).toBe(
        text,
      );
    }),
  );
});
