import { isVariable, tellsSecret } from './secret-names.js';

/** How tokens of well-known services begin; something long has to follow. */
const PREFIXES = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'glpat-', 'gldt-', 'glrt-'],
  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_', 'sk-ant-', 'sk-proj-', 'hf_', 'npm_', 'pypi-'],
  ...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-', 'dop_v1_', 'shpat_', 'shpss_', 'hvs.', 'ya29.'],
  ...['SG.', 'AIza', 'AGE-SECRET-KEY-'],
];
const SHORTEST = 12;
const REST = /^[\w.+/=-]+$/;

/** Ids of access keys: a fixed length. */
const ACCESS_KEY = /^(?:AKIA|ASIA)[A-Z\d]{16}$/;
const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/;

/** What separates words of a command line or of a file; a URL stays whole. */
const SEPARATORS = /[\s"'`,;<>()[\]{}=|]+/;

/** Whether a secret that is known by its looks stands in a text: a private key, a token, a URL with a password. Linear. */
export function holdsSecret(text: string): boolean {
  return holdsPrivateKey(text) || text.split(SEPARATORS).some(looksSecret);
}

/** Whether a secret stands in a command line, by its looks or behind an option or a variable that sounds like one. Linear. */
export function commandHoldsSecret(command: string): boolean {
  if (holdsSecret(command)) return true;
  const words = command.split(/[\s"',[\]\\]+/);
  return words.some((word, index) => {
    const [name = '', ...rest] = word.split('=');
    const is_option = name.startsWith('-');
    const value = rest.length > 0 ? rest.join('=') : is_option ? (words[index + 1] ?? '') : '';
    return !value.startsWith('-') && !value.startsWith('$') && tellsSecret(name.replace(/^-{1,2}/, ''), value);
  });
}

/** Whether a secret stands in a file, by its looks or in a line that sets what sounds like one. Linear. */
export function fileHoldsSecret(content: string): boolean {
  return holdsSecret(content) || content.split('\n').some(setsSecret);
}

/** Settings that have nothing but a space before their value. */
const SPACED = /^(?:requirepass|masterauth)\s+/i;

/** A line `name = value`, `name: value`, or the like, also behind `export`, `set` or `-`; not a remark. */
function setsSecret(line: string): boolean {
  const whole = line.trim().slice(0, 1000);
  if (/^(?:[#;*]|\/\/|--)/.test(whole)) return false;
  const text = whole.replace(/^(?:export|set|-)\s+/i, '');
  const end = text.search(SPACED.test(text) ? /\s/ : /[:=]/);
  if (end < 0) return false;
  const name = unquoted(text.slice(0, end));
  const value = unquoted(text.slice(end + (text.startsWith('=>', end) ? 2 : 1)));
  const is_name = name !== '' && !/\s/.test(name);
  return is_name && !/^[${%<[]/.test(value) && tellsSecret(name, value);
}

/** A word without the quotes around it, and without a comma behind it. */
function unquoted(text: string): string {
  const word = text.trim();
  const whole = word.endsWith(',') ? word.slice(0, -1).trimEnd() : word;
  return /^(["'])[^]*\1$/.test(whole) ? whole.slice(1, -1) : whole;
}

function looksSecret(word: string): boolean {
  if (ACCESS_KEY.test(word) || JWT.test(word)) return true;
  const known = PREFIXES.find((prefix) => word.startsWith(prefix));
  if (known !== undefined && word.length >= known.length + SHORTEST && REST.test(word)) return true;
  return hasPasswordInUrl(word);
}

/** `scheme://user:password@host`, where the password is no variable. */
function hasPasswordInUrl(word: string): boolean {
  const start = word.indexOf('://');
  if (start < 1) return false;
  const [authority = ''] = word.slice(start + 3).split(/[/?#]/, 1);
  const user = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
  const colon = user.indexOf(':');
  const password = colon < 0 ? '' : user.slice(colon + 1);
  return password !== '' && password !== '***' && !password.startsWith('$') && !isVariable(password);
}

const BEGIN = '-----BEGIN ';

function holdsPrivateKey(text: string): boolean {
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1))
    if (text.slice(at, at + 60).includes('PRIVATE KEY-----')) return true;
  return false;
}
