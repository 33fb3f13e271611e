import { Converted } from '../../common/conversions.js';
import { BooleanField, ChoiceField, type FieldOptions, isObject, ListField, TextField } from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';
import { isName, NameField } from '../../model/names.js';
import {
  DEPENDENCY_CONDITIONS,
  type DependencyCondition,
  type DependencyDefinition,
} from '../../model/template-definition.js';
import { FIELDS } from './template-fields.js';

/** Another template that this one needs; instances inherit it. */
export class DependencyInput implements DependencyDefinition {
  @NameField({
    description: 'What the template calls it, unique within it; left out, the name of the template that is needed.',
    example: 'cache',
    optional: true,
  })
  link!: string;

  @TextField({ description: 'Name of the template that is needed.', min: 1, max: LIMITS.name, example: 'redis' })
  service!: string;

  @ChoiceField({ description: 'When the needed one counts as up.', among: DEPENDENCY_CONDITIONS })
  condition: DependencyCondition = 'service_started';

  @BooleanField({
    description: 'Whether an instance lacks something where nothing answers the link; otherwise it runs without.',
  })
  required: boolean = true;
}

/** All dependencies of a template, their links filled in. */
export function DependenciesField(options: Partial<FieldOptions> = {}): PropertyDecorator {
  const parts = [ListField(() => DependencyInput, { ...FIELDS.dependencies, ...options }), Converted(withLinks)];
  return (target, property) => parts.forEach((part) => part(target, property));
}

function withLinks(value: unknown): unknown {
  return Array.isArray(value) ? value.map(withLink) : value;
}

function withLink(item: unknown): unknown {
  const unsaid = isObject(item) && item.link === undefined && typeof item.service === 'string' && isName(item.service);
  return unsaid ? { ...item, link: item.service } : item;
}
