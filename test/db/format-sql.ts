/** What starts a new line, where it stands in a query and not among the arguments of a function. */
const CLAUSES = [
  ...['INSERT INTO', 'DELETE FROM', 'UPDATE', 'SELECT', 'FROM', 'LEFT JOIN', 'INNER JOIN', 'JOIN', 'WHERE'],
  ...['GROUP BY', 'ORDER BY', 'LIMIT', 'RETURNING', 'UNION ALL'],
];
const TOGETHER = ['IS NOT DISTINCT FROM', 'IS DISTINCT FROM', 'ROWS FROM', 'WITH ORDINALITY'];
const QUERY = /^\s*(WITH|SELECT|INSERT|DELETE|UPDATE)\b/;

const words = (phrases: string[]) => phrases.map((phrase) => phrase.replaceAll(' ', String.raw`\s+`)).join('|');
const TOKEN = new RegExp(
  String.raw`'(?:[^']|'')*'|"[^"]*"|\b(?:${words(TOGETHER)})\b|\b(?:${words(CLAUSES)})\b|\s+|[\w.]+|.`,
  'g',
);

/** The same statement with one clause and one selected value a line, indented by sub-query. Pure; quoted text stays. */
export function formatSql(sql: string): string {
  /** The indentation of the lines inside of each open parenthesis; undefined where it is none of a sub-query. */
  const open: (number | undefined)[] = [0];
  let text = '';
  const startLine = (indent: number, start: string) => {
    text = `${text.trimEnd()}\n${' '.repeat(indent)}${start}`;
  };
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    const indent = open.at(-1);
    const plain = /^['"]/.test(token) ? token : token.replace(/\s+/g, ' ');
    if (token === '(') {
      const line = text.slice(text.lastIndexOf('\n') + 1);
      open.push(QUERY.test(sql.slice(index + 1)) ? line.search(/\S|$/) + 2 : undefined);
      text += '(';
    } else if (token === ')') {
      open.pop();
      if (indent === undefined) text += ')';
      else startLine(indent - 2, ')');
    } else if (indent !== undefined && CLAUSES.includes(plain)) startLine(indent, plain);
    else if (indent !== undefined && token === ',') text += `,\n${' '.repeat(indent + 2)}`;
    else if (plain !== ' ' || !/[\s(]$/.test(text)) text += plain;
  }
  return `${text.trim().replace(/[ \t]+$/gm, '')}\n`;
}
