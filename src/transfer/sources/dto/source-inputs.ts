import { FromQuery } from '../../../common/conversions.js';
import { BooleanField, IntegerField, TextField, type TextRule } from '../../../common/fields.js';
import { LIMITS } from '../../../common/limits.js';
import { SentBackAs } from '../../../common/read-only.js';
import { SourceAnswer } from './source-answers.js';

const urlRule: TextRule = {
  allowed:
    'the address of a Git repository such as https://git.example.com/shop.git, without user, password, query or fragment',
  test: (value) => {
    if (!URL.canParse(value) || !/^(https?|file):\/\/[^\s\\]+$/.test(value)) return false;
    const { username, password, search, hash } = new URL(value);
    return `${username}${password}${search}${hash}` === '';
  },
  schema: { pattern: '^(https?|file)://' },
};

const refRule: TextRule = {
  allowed: 'the name of a branch or a tag, such as main or v1.4',
  test: (value) => /^[\w][\w./+-]*$/.test(value) && !/\.\.|\/\/|\/$|\.lock$/.test(value),
};

const pathRule: TextRule = {
  allowed: 'a path within the repository such as deploy/compose.yaml, without a leading slash, "." or ".." in it',
  test: (value) =>
    value === '' ||
    (!value.includes('\\') && value.split('/').every((part) => part !== '' && part !== '.' && part !== '..')),
};

/** The shortest and the longest time between two looks, in seconds. */
const INTERVAL = { min: 60, max: 604_800 };

/** Where a stack comes from, as a whole: what is left out has its default, but secrets stay as they are. */
@SentBackAs(SourceAnswer)
export class ReplaceSource {
  @TextField({
    description: 'Address of the repository: https; others where DEVARCH_SOURCE_URLS lets them in.',
    min: 1,
    max: LIMITS.url,
    rule: urlRule,
    sensitive: true,
    example: 'https://git.example.com/shop.git',
  })
  url!: string;

  @TextField({
    description: 'Branch or tag; null for what the repository calls HEAD.',
    min: 1,
    max: LIMITS.key,
    rule: refRule,
    example: 'main',
  })
  ref: string | null = null;

  @TextField({
    description:
      'A file, or a folder with a compose.yaml (compose.yml, docker-compose.yaml, docker-compose.yml) or a devarch.yaml in it; empty for the folder of the repository itself.',
    max: LIMITS.path,
    rule: pathRule,
    example: 'deploy',
  })
  path: string = '';

  @IntegerField({
    description: 'Seconds between two looks at it; null for none but those that are asked for.',
    ...INTERVAL,
    example: 300,
  })
  interval_seconds: number | null = null;

  @TextField({ description: 'Who reads it, where `token` is given.', min: 1, max: LIMITS.key, example: 'git' })
  username: string = 'git';

  @TextField({
    description: 'Token or password to read it with. Left out or `***`: as it is now; null for none.',
    min: 1,
    max: LIMITS.token,
    optional: true,
    nullable: true,
    sensitive: true,
    example: null,
  })
  token?: string | null;

  @TextField({
    description:
      'What webhooks are signed with. Left out or `***`: as it is now; null for none, and then no webhook is taken.',
    min: 1,
    max: LIMITS.token,
    optional: true,
    nullable: true,
    sensitive: true,
    example: 'correct horse battery',
  })
  secret?: string | null;
}

export class SourceQuery {
  @BooleanField({ description: 'Read the repository now, and say what a sync would change.' })
  @FromQuery()
  check: boolean = false;
}

export class SyncQuery {
  @BooleanField({ description: 'Do everything, answer the report, and roll it back: nothing is written.' })
  @FromQuery()
  dry_run: boolean = false;
}
