/** Last words of names that say: this is a secret. */
const ALONE = new Set(['PASSWORD', 'PASSWD', 'PASSPHRASE', 'TOKEN', 'SECRET', 'APIKEY', 'REQUIREPASS', 'MASTERAUTH']);
/** Those that say so only behind another word: KEY or PWD alone mean other things. */
const BEHIND = new Set(['KEY', 'PASS', 'PWD', 'CREDENTIALS']);
/** A key that somebody may see, or that unlocks nothing. */
const PUBLIC = new Set([
  ...['PUBLIC', 'PUB', 'PUBLISHABLE', 'SITE', 'PRIMARY', 'FOREIGN', 'PARTITION', 'SORT', 'ROUTING', 'CACHE', 'INDEX'],
  ...['UNIQUE', 'ORDER', 'LOOKUP', 'HOST', 'AUTHORIZED', 'TRUSTED', 'VERIFY', 'VERIFICATION'],
]);
const LONGEST = 255;

/** What a secret-sounding switch is set to, and what says that there is none. */
const NO_SECRETS = new Set([
  ...['', 'true', 'false', 'yes', 'no', 'on', 'off', '0', '1', 'none', 'null', 'enabled', 'disabled'],
  ...['required', 'optional', 'auto'],
]);

/** Whether a name such as `DB_PASSWORD`, `db.password` or `apiToken` says that its value is a secret. Linear. */
export function soundsSecret(name: string): boolean {
  const words = wordsOf(name.slice(-LONGEST));
  const [last = '', before] = words.toReversed();
  if (words.slice(-3).join(' ') === 'SECRET KEY BASE' || ALONE.has(last)) return true;
  return BEHIND.has(last) && before !== undefined && !(last === 'KEY' && PUBLIC.has(before));
}

/** Whether a value can be what the name says: no switch, no variable, and of a key no path to a file with it. */
export function mayBeSecret(name: string, value: string): boolean {
  if (NO_SECRETS.has(value.trim().toLowerCase()) || isVariable(value)) return false;
  return !(/key$/i.test(name) && /^~?\.{0,2}\/[\w./-]+$/.test(value));
}

/** A variable and nothing else: the value is somewhere else. */
export function isVariable(value: string): boolean {
  return /^\$\$?(?:[A-Za-z_]\w*|[{(][^{}()]*[)}]|\{\{[^{}]*\}\})$/.test(value.trim());
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z\d]+/)
    .filter((word) => word !== '');
}
