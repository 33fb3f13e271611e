import { parseService } from '../../compose-file/service.js';
import { parseComposeFile } from '../../compose-file/compose-file.js';
import { type KnownVariable, setSecrets, wantedVariables } from './secrets.js';

const KEPT: KnownVariable = { key: 'P', value: '***', is_secret: true, fingerprint: 'abc' };
const EMPTY: KnownVariable = { key: 'P', value: null, is_secret: true, fingerprint: null };
const PLAIN: KnownVariable = { key: 'P', value: 'old', is_secret: false, fingerprint: null };

/** base: what is in effect; override: the file; expected. */
it.each<[string, KnownVariable | undefined, string | null, object, string[]]>([
  ['a plain value', undefined, 'x', { value: 'x', is_secret: false }, []],
  ['a reference to what is plain', PLAIN, '${X}', { value: '${X}', is_secret: false }, []],
  ['a new value of a secret', KEPT, 'x', { value: 'x', is_secret: true }, []],
  ['a reference to a secret', KEPT, '${X}', KEPT, []],
  ['a short reference', KEPT, '$X', KEPT, []],
  ['a reference that must be set', KEPT, '${X:?why}', KEPT, []],
  ['a mask', KEPT, '***', KEPT, []],
  ['more than a reference', KEPT, 'a${X}', { value: 'a${X}', is_secret: true }, []],
  ['what only looks like a reference', KEPT, '$${X}', { value: '${X}', is_secret: true }, []],
  ['a reference to an empty secret', EMPTY, '${X}', { value: null, is_secret: true }, ['secret-without-value']],
  ['a mask of nothing', undefined, '***', { value: '***', is_secret: false }, []],
  ['a secret that is passed on', KEPT, null, { value: null, is_secret: true }, []],
])('%s', (_, now, text, variable, codes) => {
  const known = new Map(now ? [['P', now]] : []);
  for (const environment of [{ P: text }, [text === null ? 'P' : `P=${text}`]]) {
    const wanted = wantedVariables(parseService('a', { image: 'x', environment }), known);
    expect(wanted.variables).toEqual([{ key: 'P', ...variable }]);
    expect(wanted.losses.map(({ code }) => code)).toEqual(codes);
  }
});

it('a secret of the file without a value here has none, and its place is told', () => {
  const service = parseService('a', { image: 'x', environment: ['P=${X}'], 'x-devarch': { secrets: ['P'] } });
  const { variables, losses, understood } = wantedVariables(service, new Map());
  expect(variables).toEqual([{ key: 'P', value: null, is_secret: true }]);
  expect(losses).toMatchObject([{ where: '/services/a/environment/0' }]);
  expect([...understood]).toEqual(['/services/a/environment/0']);
});

/** base: a secret that somebody set; override: the file; expected. */
it.each<[string, string, object, string[]]>([
  ['a default never replaces it', '${X:-changeme}', KEPT, ['secret-kept']],
  ['nor does a text around a variable', 'a${X}', KEPT, ['secret-kept']],
  ['nor one around a default', 'a${X:-b}c', KEPT, ['secret-kept']],
  ['a reference keeps it silently', '${X}', KEPT, []],
  ['a value does replace it', 'a$$b', { value: 'a$b' }, []],
])('%s', (_, text, variable, codes) => {
  for (const environment of [{ P: text }, [`P=${text}`]]) {
    const [service] = parseComposeFile(JSON.stringify({ services: { a: { image: 'x', environment } } })).services;
    const wanted = service && wantedVariables(service, new Map([['P', KEPT]]), setSecrets([KEPT, EMPTY, PLAIN]));
    expect(wanted?.variables).toMatchObject([variable]);
    expect(wanted?.losses.map(({ code }) => code)).toEqual(codes);
  }
});

it('only a secret with a value counts as set', () => {
  expect([...setSecrets([KEPT])]).toEqual(['P']);
  expect([...setSecrets([EMPTY, PLAIN])]).toEqual([]);
});
