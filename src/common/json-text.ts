/** Where a text stops being JSON, and what should stand there. Nothing of the text is repeated: it may hold a secret. */
export interface JsonBreak {
  line: number;
  column: number;
  reason: string;
}

/** What may come next, in the words of a message. */
const EXPECTED = {
  value: 'a value is expected',
  item: 'a value or "]" is expected',
  key: 'a key in double quotes is expected',
  entry: 'a key in double quotes or "}" is expected',
  colon: '":" is expected',
  '}': '"," or "}" is expected',
  ']': '"," or "]" is expected',
  end: 'nothing more is expected',
} as const;
type Expected = keyof typeof EXPECTED;

const SPACE = /[ \t\n\r]*/y;
const PLAIN = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** Reads a text that JSON.parse has refused, once and without recursion. */
export function whereJsonBreaks(text: string): JsonBreak {
  const open: ('}' | ']')[] = [];
  let expected: Expected = 'value';
  let at = after(SPACE, text, 0);
  while (at < text.length) {
    const [next, then] = step(text, at, expected, open);
    if (typeof then === 'object') return placed(text, next, then.reason);
    expected = then;
    at = after(SPACE, text, next);
  }
  return placed(text, text.length, `the text ends, and ${EXPECTED[expected]}`);
}

type Step = [at: number, then: Expected | { reason: string }];

function step(text: string, at: number, expected: Expected, open: ('}' | ']')[]): Step {
  const character = text[at] ?? '';
  const closes = character === open.at(-1) && ['entry', 'item', '}', ']'].includes(expected);
  if (closes) {
    open.pop();
    return [at + 1, open.at(-1) ?? 'end'];
  }
  const around = open.at(-1) ?? 'end';
  if (character === ',' && expected === around && around !== 'end') return [at + 1, around === '}' ? 'key' : 'value'];
  if (character === ':' && expected === 'colon') return [at + 1, 'value'];
  if (expected === 'key' || expected === 'entry') {
    return character === '"' ? string(text, at, 'colon') : [at, { reason: EXPECTED[expected] }];
  }
  if (expected !== 'value' && expected !== 'item') return [at, { reason: EXPECTED[expected] }];
  if (character === '"') return string(text, at, around);
  if (character === '{' || character === '[') {
    open.push(character === '{' ? '}' : ']');
    return [at + 1, character === '{' ? 'entry' : 'item'];
  }
  const end = after(PLAIN, text, at);
  return end > at ? [end, around] : [at, { reason: EXPECTED[expected] }];
}

function string(text: string, start: number, then: Expected): Step {
  let at = start + 1;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '"') return [at + 1, then];
    if (character < ' ') return [at, { reason: 'a control character in a text must be escaped' }];
    const next = character === '\\' ? after(ESCAPE, text, at) : at + 1;
    if (next === at) return [at, { reason: 'the escape sequence is not known' }];
    at = next;
  }
  return [start, { reason: 'the text in double quotes that starts here does not end' }];
}

/** Where a match of the pattern at this place ends; the place itself where there is none. */
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function placed(text: string, at: number, reason: string): JsonBreak {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, reason };
}

/** The same as the end of a sentence about the text. */
export function notJson(text: string): string {
  const { line, column, reason } = whereJsonBreaks(text);
  return `is not valid JSON at line ${line}, column ${column}: ${reason}`;
}
