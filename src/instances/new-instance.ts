import { type FieldError, InvalidInput } from '../common/errors.js';
import { parse } from '../common/parse.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { demandOneOrOther } from '../settings/removed-settings.js';
import { CreateInstance } from './dto/instance-inputs.js';
import type { TemplateChoice } from './instance-writes.queries.js';
import { type CheckedWrite, checkWrite } from './whole-facet.js';

/** What is to be made, checked. */
export interface CheckedInstance {
  values: CreateInstance;
  template: TemplateChoice;
  writes: (CheckedWrite & { facet: FacetName })[];
}

/** Checks the body that makes an instance; InvalidInput names every wrong field, those of the overrides too. */
export function checkNew(input: unknown): CheckedInstance {
  const errors: FieldError[] = [];
  const tried = <Value>(check: () => Value): Value[] => {
    try {
      return [check()];
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      errors.push(...error.errors);
      return [];
    }
  };
  const [values] = tried(() => demandOneOrOther(parse(CreateInstance, input)));
  const given = FACET_NAMES.flatMap((name) => {
    const items: unknown = Object.hasOwn(Object(input) as object, name) ? Reflect.get(Object(input), name) : undefined;
    return items === undefined ? [] : [{ facet: facetOf(name), items }];
  });
  const writes = given.flatMap(({ facet, items }) =>
    tried(() => ({ facet: facet.name as FacetName, ...checkWrite(facet, { [facet.name]: items }, 'overrides') })),
  );
  const [template] = values ? tried(() => chooseTemplate(values)) : [];
  if (!values || !template || errors.length > 0) throw new InvalidInput(errors);
  return { values, template, writes };
}

function chooseTemplate({ template, template_service_id }: Partial<CreateInstance>): TemplateChoice {
  if (template !== undefined && template_service_id === undefined) return { name: template };
  if (template === undefined && template_service_id !== undefined) return { id: template_service_id };
  throw InvalidInput.field('/template', 'must be given, or template_service_id, and not both');
}
