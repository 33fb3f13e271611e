import { FromQuery } from '../../common/conversions.js';
import {
  BooleanField,
  ChoiceField,
  FreeObjectField,
  ListField,
  type ObjectRule,
  TextField,
} from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';
import { variableKeyRule } from '../../facets/values.js';
import { NameField } from '../../model/names.js';
import { CONFLICTS } from '../merge/three-way.js';
import { FileNamesField, FILES, ImportFile, MERGE } from './import-file.js';

const DETECT_SECRETS =
  'Seal variables of a Compose file whose names or values look like secrets, and name what looks like one elsewhere. An export says itself what is secret.';
const DRY_RUN = 'Do everything, answer the report, and roll it back: nothing is written.';

const CONFLICTS_TEXT =
  'Who wins in an update where the file and somebody else changed the same since the last import. keep: what is there stays. file: the file.';
const DROP_SECRETS =
  'With mode replace, take away sealed values that the file does not name as well: nothing brings them back.';

/** The longest text that is read; larger ones are refused before anything looks at them. */
const MAX_TEXT = LIMITS.text;

/** How an import is done, in its address. */
export class ImportOptions {
  @BooleanField({ description: DRY_RUN })
  @FromQuery()
  dry_run: boolean = false;

  @BooleanField({ description: DETECT_SECRETS })
  @FromQuery()
  detect_secrets: boolean = true;
}

const COMPOSE = 'services:\n  cache:\n    image: redis:7.4\n    ports: ["127.0.0.1:6379:6379"]\n';

export const TEMPLATE_MODES = ['update', 'replace'] as const;

/** Compose files to make templates of. */
export class ImportTemplates {
  @TextField({
    description: 'Text of a Compose file; not needed where `files` are given.',
    min: 1,
    max: MAX_TEXT,
    optional: true,
    sensitive: true,
    example: COMPOSE,
  })
  compose?: string;

  @ListField(() => ImportFile, FILES)
  files?: ImportFile[];

  @FileNamesField(MERGE)
  merge?: string[];

  @BooleanField({ description: 'Update templates that exist and differ; otherwise they are kept as they are.' })
  update: boolean = true;

  @ChoiceField({
    description:
      'How a template that is there is brought up to the file. update: what the file says otherwise than at its last import is set or taken away, what somebody else set stays. replace: the template becomes what the file says.',
    among: TEMPLATE_MODES,
  })
  mode: (typeof TEMPLATE_MODES)[number] = 'update';

  @ChoiceField({ description: CONFLICTS_TEXT, among: CONFLICTS })
  conflicts: (typeof CONFLICTS)[number] = 'keep';

  @BooleanField({ description: DROP_SECRETS })
  drop_secrets: boolean = false;

  @TextField({
    description: 'Category of those for which the file names none; templates that exist keep theirs when left out.',
    min: 1,
    max: LIMITS.name,
    optional: true,
    example: 'cache',
  })
  category?: string;

  @BooleanField({ description: DETECT_SECRETS })
  detect_secrets: boolean = true;

  @BooleanField({ description: DRY_RUN })
  dry_run: boolean = false;
}

export const FORMATS = ['compose', 'devarch'] as const;
export const MODES = ['create', 'update', 'replace'] as const;
export const UNMATCHED = ['private', 'refuse'] as const;

const MOST_VARIABLES = `an object of at most ${LIMITS.items} texts by the names of variables`;

/** Never names what was given: it may be a secret. */
const variableValuesRule: ObjectRule = {
  explain: () => `${MOST_VARIABLES}, each of at most ${LIMITS.value} characters; a name is ${variableKeyRule.allowed}`,
  test: (values) => {
    const entries = Object.entries(values);
    return entries.length <= LIMITS.items && entries.every(([key, value]) => isVariable(key, value));
  },
  schema: { additionalProperties: { type: 'string', maxLength: LIMITS.value }, maxProperties: LIMITS.items },
};

function isVariable(key: string, value: unknown): boolean {
  return variableKeyRule.test(key) && key.length <= LIMITS.key && isText(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LIMITS.value && !value.includes('\0') && value.isWellFormed();
}

/** A file to make a stack of, or to bring a stack up to. */
export class ImportStack {
  @ChoiceField({
    description: 'compose: a Compose file. devarch: what the export of a stack gives.',
    among: FORMATS,
    example: 'compose',
  })
  format!: (typeof FORMATS)[number];

  @TextField({
    description: 'Text of the file, in YAML or JSON; not needed where `files` are given.',
    min: 1,
    max: MAX_TEXT,
    optional: true,
    sensitive: true,
  })
  content?: string;

  @ListField(() => ImportFile, FILES)
  files?: ImportFile[];

  @FileNamesField(MERGE)
  merge?: string[];

  @NameField({ description: 'Name of the stack; what the file says when left out.', optional: true, example: 'shop' })
  name?: string;

  @ChoiceField({
    description:
      'create: a new stack. update: sets what the file says otherwise than at its last import and takes away what it has no more; what somebody else set stays. replace: makes the stack what the file says, and moves instances that it lacks to the trash.',
    among: MODES,
  })
  mode: (typeof MODES)[number] = 'create';

  @ChoiceField({ description: CONFLICTS_TEXT, among: CONFLICTS })
  conflicts: (typeof CONFLICTS)[number] = 'keep';

  @BooleanField({ description: DROP_SECRETS })
  drop_secrets: boolean = false;

  @ChoiceField({
    description:
      'What happens to a Compose service whose image no template has. private: a template of its own is made. refuse: nothing is imported.',
    among: UNMATCHED,
  })
  unmatched: (typeof UNMATCHED)[number] = 'private';

  @TextField({
    description:
      'Text of the `.env` file beside a Compose file: what it says of variables wins over the defaults in the file.',
    max: MAX_TEXT,
    optional: true,
    sensitive: true,
    example: 'TAG=1.4\nDB_PASSWORD=correct horse',
  })
  env?: string;

  @FreeObjectField({
    description: 'Values of variables of a Compose file by their names; they win over `env`.',
    rule: variableValuesRule,
    optional: true,
    sensitive: true,
    example: { TAG: '1.5' },
  })
  variables?: Record<string, string>;

  @BooleanField({ description: DETECT_SECRETS })
  detect_secrets: boolean = true;

  @BooleanField({ description: DRY_RUN })
  dry_run: boolean = false;
}
