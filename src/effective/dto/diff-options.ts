import { TextField, type TextRule } from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';

const instanceRule: TextRule = {
  allowed: '{stack}/{instance}',
  test: (value) => /^[^/]+\/[^/]+$/.test(value),
};

export class DiffOptions {
  @TextField({
    description: 'The instance to compare with, as {stack}/{instance}; its own template when left out.',
    max: 2 * LIMITS.name + 1,
    rule: instanceRule,
    optional: true,
  })
  against?: string;
}
