import fc from 'fast-check';
import { readReference, referenceText } from './reference.js';
import {
  escapeReferences,
  isOnlyReference,
  malformedIn,
  readText,
  referencesIn,
  renameIn,
  withStandIns,
} from './text.js';

const written = (text: string) => referencesIn(text).map(referenceText);

it.each([
  ['${{ db.host }}', ['db.host']],
  ['${{db.host}}', ['db.host']],
  [
    'jdbc:postgresql://${{ db.host }}:${{ db.port }}/${{ db.env.POSTGRES_DB }}',
    ['db.host', 'db.port', 'db.env.POSTGRES_DB'],
  ],
  ['${{ db.host_port.5432 }} ${{ db.host_port.53/udp }}', ['db.host_port.5432', 'db.host_port.53/udp']],
  [
    '${{ self.container_name }} ${{ stack.network_name }} ${{ vars.TAG }}',
    ['self.container_name', 'stack.network_name', 'vars.TAG'],
  ],
  ['${{ db.env.with.dots }}', ['db.env.with.dots']],
  ['${{ self.image_tag }}${{ self.name }}${{ self.domain }}', ['self.image_tag', 'self.name', 'self.domain']],
  ['$${{ db.host }} $$ ${VAR} {{ x }} $(y)', []],
  ['$$${{ db.host }}', []],
])('%j refers to %j', (text, expected) => {
  expect(written(text)).toEqual(expected);
  expect(malformedIn(text)).toBeUndefined();
});

it.each([
  ['a ${{ db }}', 'one of host, name', 2],
  ['${{ db.hots }}', 'did you mean db.host?', 0],
  ['${{ db.env }}', 'env is written db.env.KEY', 0],
  ['${{ db.host_port.x }}', 'host_port is written db.host_port.5432', 0],
  ['${{ db.host.name }}', 'host is written db.host', 0],
  ['${{ stack.nam }}', 'did you mean stack.name?', 0],
  ['${{ vars. }}', 'vars is followed by a key', 0],
  ['${{ DB.host }}', 'a name and an attribute are wanted', 0],
  ['${{ }}', 'a name and an attribute are wanted', 0],
  ['x${{ db.host', 'it is opened and not closed', 1],
  ['a ${{ vars.A.B }}', 'vars is followed by a key of letters, digits', 2],
  ['${{ vars.1A }}', 'such as vars.KEY', 0],
  ['${{ db.host_port.0 }}', 'host_port is written db.host_port.5432', 0],
  ['${{ db.host_port.65536/tcp }}', 'host_port is written db.host_port.5432', 0],
  ['${{ db.host_port.080 }}', 'host_port is written db.host_port.5432', 0],
])('%j is malformed: %s', (text, why, at) => {
  expect(malformedIn(text)).toMatchObject({ why: expect.stringContaining(why), at });
});

it('tells what is a reference and nothing else', () => {
  const texts = ['${{ a.host }}', ' ${{ a.host }}', '${{ a.host }}${{ a.host }}', '$${{ a.host }}', '${{ a }}', 'a'];
  expect(texts.map(isOnlyReference)).toEqual([true, false, false, false, false, false]);
});

it('keeps every text that is escaped, whatever it is', () => {
  const piece = fc.constantFrom('$', '{', '}', '${{', '}}', '$${{', 'a.host', ' ', 'x');
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (value) => {
      const parts = readText(escapeReferences(value));
      expect(parts.map((part) => ('text' in part ? part.text : 'not a text')).join('')).toBe(value);
    }),
  );
});

it('gives a rule a text without references', () => {
  expect(withStandIns('${{ db.host }}.x.$${{', 'a')).toBe('a.x.${{');
});

it('writes back what it has read', () => {
  for (const text of ['db.host', 'db.env.A.B', 'vars.X', 'stack.name', 'self.host_port.80/udp'])
    expect(readReference(` ${text} `)).toEqual(readReference(text));
  expect(written('${{ db.host_port.80/udp }}')).toEqual(['db.host_port.80/udp']);
});

it('renames an instance in every reference to it, and nothing else', () => {
  const text = '${{ db.host }} $${{ db.host }} ${{db.env.db}} ${{ mydb.host }} ${{ vars.db }} ${{ db }} db';
  expect(renameIn(text, 'db', 'main')).toEqual({
    text: '${{ main.host }} $${{ db.host }} ${{main.env.db}} ${{ mydb.host }} ${{ vars.db }} ${{ db }} db',
    count: 2,
  });
  expect(renameIn(text, 'db', 'main', (name) => name === 'db')).toEqual({ text, count: 0 });
  expect(renameIn('${{ self.host }}', 'self', 'me').count).toBe(0);
});
