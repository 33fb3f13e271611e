import { growth } from '../../test/setup/ratio.js';
import { nearest } from './nearest.js';

const FIELDS = ['host_ip', 'host_port', 'container_port', 'protocol', 'name', 'is_secret'];

it.each([
  ['host_prot', ['host_port']],
  ['hostport', ['host_port']],
  ['HOST_PORT', ['host_port']],
  ['port', ['container_port', 'host_port']],
  ['protocoll', ['protocol']],
  ['nam', ['name']],
  ['secret', ['is_secret']],
  ['zzz', []],
  ['', []],
])('%s was probably meant as %j', (given, expected) => {
  expect(nearest(given, FIELDS)).toEqual(expected);
});

it('gives at most three, the closest first, ties in the order of the alphabet', () => {
  expect(nearest('cat', ['cut', 'bat', 'cats', 'cat', 'car'])).toEqual(['cat', 'bat', 'car']);
});

it('gives the same answer whatever the order of the candidates is', () => {
  expect(nearest('port', FIELDS.toReversed())).toEqual(nearest('port', FIELDS));
});

it('costs next to nothing for a text of a million letters', () => {
  expect(nearest('x'.repeat(1_000_000), FIELDS)).toEqual([]);
  expect(growth((size) => () => nearest('x'.repeat(size), FIELDS), 1_000_000)).toBeLessThan(25);
});
