import { BooleanField, TextField, type TextRule } from '../../common/fields.js';
import { SentBackAs } from '../../common/read-only.js';
import { LIMITS } from '../../common/limits.js';
import { NameField, NETWORK_NAME_MAX } from '../../model/names.js';
import { StackAnswer } from './stack-answers.js';

const DESCRIPTION = { description: 'Free text.', max: LIMITS.description, example: 'The shop and what it needs' };

const networkRule: TextRule = {
  allowed:
    'a network name of its own: letters, digits, "_", "." and "-", starting with a letter or digit, and none of bridge, host, none',
  test: (value) => /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(value) && !['bridge', 'host', 'none'].includes(value),
};

const NETWORK = {
  description: 'Network of the stack; devarch-{stack}-net when left out.',
  min: 1,
  max: NETWORK_NAME_MAX,
  rule: networkRule,
  optional: true,
  example: 'devarch-shop-net',
};

export class CreateStack {
  @NameField({ description: 'Name of the stack.', example: 'shop' })
  name!: string;

  @TextField(DESCRIPTION)
  description: string = '';

  @TextField(NETWORK)
  network_name?: string;
}

/** What is left out stays as it is. */
@SentBackAs(StackAnswer, { name: { instead: 'POST …/rename' } })
export class UpdateStack {
  @TextField({ ...DESCRIPTION, optional: true })
  description?: string;

  @BooleanField({ description: 'Whether the stack is in use.', optional: true, example: true })
  enabled?: boolean;

  @TextField(NETWORK)
  network_name?: string;
}

export class CloneStack {
  @NameField({ description: 'Name of the new stack.', example: 'shop-staging' })
  name!: string;
}

export class RenameStack {
  @NameField({ description: 'The new name.', example: 'shop-test' })
  name!: string;
}

export class RestoreStack {
  @NameField({ description: 'A new name, where the old one is taken.', optional: true, example: 'shop-restored' })
  name?: string;
}
