import { ApiExtraModels } from '@nestjs/swagger';
import { defineField } from '../../common/fields.js';
import { FACET_NAMES, type FacetName, facetOf } from '../../facets/facets.js';
import { OverrideRow, writtenSchema } from './override-rows.js';

/** The overrides that a new instance is to have, as a PUT of each facet has them. */
export type FacetsOfNew = Partial<Record<FacetName, unknown>>;

/** The class takes every facet, as it is: `checkWrite` reads it, with the errors of a PUT of that facet. */
export function TakesFacets(): ClassDecorator {
  return (type) => {
    const prototype: object = type.prototype;
    for (const name of FACET_NAMES) {
      const facet = facetOf(name);
      const description = `Overrides of the ${name.replace('_', ' ')}, as a PUT of them takes; none when left out.`;
      ApiExtraModels(facet.spec, OverrideRow)(type);
      const unchecked = defineField(
        { description, optional: true },
        () => '',
        writtenSchema(facet),
        () => true,
      );
      Reflect.defineMetadata('design:type', Object, prototype, name);
      unchecked(prototype, name);
    }
  };
}
