/** How Compose itself reads single values. Written apart from the product's parser, because it checks that one. */

/** `$$` is a dollar sign, a known variable its value; an unknown one stays recognisable as a variable: `«${NAME}»`. */
export function interpolate(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\{(?:[^{}]|\{[^{}]*\})*\}|\$[A-Za-z_]\w*/g, (found) => {
    if (found === '$$') return '$';
    const name = /[A-Za-z_]\w*/.exec(found)?.[0] ?? '';
    return variables.get(name) ?? `«${found}»`;
  });
}

/** The words of a command line as a POSIX shell splits them, which is what Compose does with a text. */
export function words(line: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (quote === "'") {
      if (char === quote) quote = '';
      else word = `${word}${char}`;
    } else if (char === '\\' && (quote === '' || /["\\$`\n]/.test(line.charAt(at + 1)))) {
      at++;
      if (line.charAt(at) !== '\n') word = `${word ?? ''}${line.charAt(at)}`;
    } else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (quote === '' && /\s/.test(char)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = `${word ?? ''}${char}`;
  }
  return word === undefined ? found : [...found, word];
}

const SECONDS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration such as `1m30s`; undefined where it is none. */
export function seconds(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (SECONDS[unit] ?? Number.NaN), 0);
}

/** One spelling per image: registry, owner and tag spelt out, so that `redis` is `docker.io/library/redis:latest`. */
export function imageName(text: string): string {
  const [reference = '', digest] = text.split('@', 2);
  const parts = reference.split('/');
  const [host = ''] = parts;
  const has_host = parts.length > 1 && (/[.:]/.test(host) || host === 'localhost');
  const registry = has_host ? host.replace(/^(index|registry-1)\.docker\.io$/, 'docker.io') : 'docker.io';
  const path = (has_host ? parts.slice(1) : parts).join('/');
  const owned = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  const tagged = owned.includes(':') || digest !== undefined ? owned : `${owned}:latest`;
  return `${registry}/${tagged}${digest === undefined ? '' : `@${digest}`}`;
}

/** A path without doubled and trailing slashes. */
export function cleanPath(path: string): string {
  const clean = path.replaceAll(/\/+/g, '/').replaceAll(/\/\.(?=\/|$)/g, '');
  return clean.length > 1 ? clean.replace(/\/$/, '') : clean;
}

/** A file mode as four octal digits, however it is written. */
export function modeText(value: unknown): string {
  const bits = typeof value === 'number' ? value : Number.parseInt(String(value).replace(/^0o/, ''), 8);
  return bits.toString(8).padStart(4, '0');
}
