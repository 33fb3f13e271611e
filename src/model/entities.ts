import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { Category } from './category.entity.js';
import { GitSource, GitSourceSecret } from './git-source.entity.js';
import { InstanceLink } from './instance-link.entity.js';
import { Instance } from './instance.entity.js';
import { SecretKey } from './secret-key.entity.js';
import { Stack } from './stack.entity.js';
import { StackSource } from './stack-source.entity.js';
import { StackVariable } from './stack-variable.entity.js';
import { TemplateSource } from './template-source.entity.js';
import { TemplateDependency } from './template-dependency.entity.js';
import { Template } from './template.entity.js';

/** Every table of the product, for a data source's `entities`. */
export const ENTITIES: (new () => object)[] = [
  Category,
  Template,
  TemplateDependency,
  TemplateSource,
  Stack,
  StackVariable,
  StackSource,
  Instance,
  InstanceLink,
  SecretKey,
  GitSource,
  GitSourceSecret,
  ...FACET_NAMES.flatMap((name) => [facetOf(name).template_row, facetOf(name).instance_row]),
];
