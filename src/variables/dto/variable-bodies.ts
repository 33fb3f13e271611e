import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { exampleOf } from '../../common/example.js';
import { ListField } from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';
import { VARIABLES } from '../../model/stack-variable.entity.js';
import { Variable } from './variable.js';

/** All variables of a stack, under a key of their own, so that a misspelt key is an error and never a wipe. */
export class ReplaceVariables {
  @ListField(() => Variable, {
    description: 'All variables, in any order.',
    max: LIMITS.items,
    shape: VARIABLES.shape,
    sensitive: true,
  })
  variables!: Variable[];
}

const SECRET = {
  key: 'DB_PASSWORD',
  value: 'correct horse battery staple',
  is_secret: true,
  description: 'Of the user of the shop',
};

/** The body of a whole write. */
export function VariablesBody(): MethodDecorator {
  const examples = { example: { value: { variables: [exampleOf(Variable), SECRET] } } };
  return ApiBody({ type: ReplaceVariables, examples });
}

/** The body of an item-wise write. */
export function VariablePatchBody(): MethodDecorator {
  const keys = (description: string, example: string[]) => {
    return { type: 'array', items: { type: 'string' }, description, maxItems: LIMITS.items, example };
  };
  const items = { $ref: getSchemaPath(Variable) };
  const properties = {
    set: { type: 'array', items, description: 'Variables to set.', maxItems: LIMITS.items },
    remove: keys('Keys of variables to take away; each has to be there.', ['DB_NAME']),
    reset: keys('Keys of variables to take away where they are there.', []),
  };
  const schema = { type: 'object', properties, minProperties: 1, additionalProperties: false };
  const examples = {
    set: { summary: 'Set one variable', value: { set: [{ key: 'DB_NAME', value: 'shop' }] } },
    keep: { summary: 'Change what is said of a secret, and keep it', value: { set: [{ ...SECRET, value: '***' }] } },
    remove: { summary: 'Take one away', value: { remove: ['DB_NAME'] } },
  };
  return applyDecorators(ApiExtraModels(Variable), ApiBody({ schema, examples }));
}
