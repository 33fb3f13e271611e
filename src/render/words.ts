/**
 * A command line split into words as a shell would: quotes group, a backslash takes the next character as it is, nothing
 * is expanded. Compose runs the shell form like this, without a shell. Undefined where a quote is left open.
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '\\' && quote !== "'") {
      const next = line.charAt(++at);
      if (next === '') return undefined;
      const literal = quote === '"' && !'"\\$`\n'.includes(next) ? `\\${next}` : next;
      word = (word ?? '') + (next === '\n' ? '' : literal);
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else word = (word ?? '') + character;
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}
