/** Last words of names that say: this is a secret. */
const ALONE = new Set(['PASSWORD', 'PASSWD', 'PASSPHRASE', 'TOKEN', 'SECRET', 'APIKEY', 'REQUIREPASS', 'MASTERAUTH']);
/** They say so as the end of a word too: PGPASSWORD. */
const ENDINGS = ['PASSWORD', 'PASSWD', 'PASSPHRASE'];
/** Those that say so only behind another word: KEY or PWD alone mean other things. */
const BEHIND = new Set(['KEY', 'PASS', 'PWD', 'CREDENTIALS']);
/** A key that somebody may see, or that unlocks nothing. */
const PUBLIC = new Set([
  ...['PUBLIC', 'PUB', 'PUBLISHABLE', 'SITE', 'PRIMARY', 'FOREIGN', 'PARTITION', 'SORT', 'ROUTING', 'CACHE', 'INDEX'],
  ...['UNIQUE', 'ORDER', 'LOOKUP', 'HOST', 'AUTHORIZED', 'TRUSTED', 'VERIFY', 'VERIFICATION'],
]);
const LONGEST = 255;

/** What AUTH is set to where it names a way to log in, not what is shown there. */
const WAYS = new Set([
  ...[
    'plain',
    'login',
    'basic',
    'digest',
    'ldap',
    'oauth',
    'oauth2',
    'oidc',
    'saml',
    'md5',
    'cram-md5',
    'bearer',
    'jwt',
  ],
  ...[
    'scram-sha-256',
    'trust',
    'peer',
    'ident',
    'internal',
    'local',
    'kerberos',
    'gssapi',
    'ntlm',
    'token',
    'password',
  ],
]);

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
  if (ENDINGS.some((ending) => last.endsWith(ending))) return !last.startsWith('NO');
  return BEHIND.has(last) && before !== undefined && !(last === 'KEY' && PUBLIC.has(before));
}

/** Whether a value can be what the name says: no switch, no variable, and of a key no path to a file with it. */
function mayBeSecret(name: string, value: string): boolean {
  if (NO_SECRETS.has(value.trim().toLowerCase()) || isVariable(value)) return false;
  return !(/key$/i.test(name) && /^~?\.{0,2}\/[\w./-]+$/.test(value));
}

/** Whether a name and its value together are a secret; AUTH behind another word says so only beside a value that can be one. */
export function tellsSecret(name: string, value: string): boolean {
  if (!mayBeSecret(name, value)) return false;
  if (soundsSecret(name)) return true;
  const words = wordsOf(name.slice(-LONGEST));
  return words.length > 1 && words.at(-1) === 'AUTH' && !WAYS.has(value.trim().toLowerCase());
}

/** A variable and nothing else: the value is somewhere else. */
export function isVariable(value: string): boolean {
  return /^\$\$?(?:[A-Za-z_]\w*|[{(][^{}()]*[)}]|\{\{[^{}]*\}\})$/.test(value.trim());
}

/** The words of a name, without the number of one of several. */
function wordsOf(name: string): string[] {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z\d]+/)
    .filter((word) => word !== '');
  return /^\d+$/.test(words.at(-1) ?? '') ? words.slice(0, -1) : words;
}
