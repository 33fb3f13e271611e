import fc from 'fast-check';
import { escapeReferences } from './references.js';

/** What the kubelet makes of a text: `$$` is one `$`, `$(NAME)` a value, and everything else stays. */
function expanded(text: string): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name?: string) => (name === undefined ? '$' : `<${match}>`));
}

it.each([
  ['$HOME', '$HOME'],
  ['$(date)', '$$(date)'],
  ['$$', '$$$'],
  ['$$(a)', '$$$$(a)'],
  ['price: 5$', 'price: 5$'],
  ['${A:-$(b)}', '${A:-$$(b)}'],
  ['$é', '$$é'],
])('%j is written %j', (text, escaped) => expect(escapeReferences(text)).toBe(escaped));

it('comes out as it went in', () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^[$()a]{0,12}$/));
  fc.assert(fc.property(texts, (text) => expect(expanded(escapeReferences(text))).toBe(text)));
});
