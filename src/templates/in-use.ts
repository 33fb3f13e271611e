import { Conflict } from '../common/errors.js';
import type { Users } from './users.queries.js';

/** Why a template cannot be deleted, naming who needs it; undefined where nobody does. */
export function inUse(name: string, instances: Users, templates: Users): Conflict | undefined {
  const reasons = [
    ...(instances.total > 0 ? [`used by ${listed('instance', instances)}`] : []),
    ...(templates.total > 0 ? [`needed by ${listed('template', templates)}`] : []),
  ];
  return reasons.length > 0 ? new Conflict(`Template "${name}" is ${reasons.join('; it is ')}.`) : undefined;
}

/** Why a category cannot be deleted; undefined where it is empty. */
export function notEmpty(name: string, templates: Users): Conflict | undefined {
  return templates.total > 0 ? new Conflict(`Category "${name}" has ${listed('template', templates)}.`) : undefined;
}

function listed(noun: string, { names, total }: Users): string {
  const more = total - names.length;
  return `${total} ${noun}${total === 1 ? '' : 's'}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
