import { FromQuery } from '../../common/conversions.js';
import { BooleanField, ChoiceField, TextField } from '../../common/fields.js';
import { PageQuery } from '../../common/paging.js';

export const TEMPLATE_SORTS = ['name', '-name', 'created_at', '-created_at'] as const;
export type TemplateSort = (typeof TEMPLATE_SORTS)[number];

export class ListTemplates extends PageQuery {
  @TextField({ description: 'Name of the category.', min: 1, max: 63, optional: true })
  category?: string;

  @TextField({
    description: 'Part of the name, the description or the image, in any letter case.',
    min: 1,
    max: 255,
    optional: true,
  })
  search?: string;

  @BooleanField({ description: 'Only enabled ones, or only disabled ones.', optional: true })
  @FromQuery()
  enabled?: boolean;

  @ChoiceField({ description: 'Order; a minus turns it round. Ties are ordered by id.', among: TEMPLATE_SORTS })
  sort: TemplateSort = 'name';
}
