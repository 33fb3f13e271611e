import { FromQuery } from '../../common/conversions.js';
import { BooleanField, ChoiceField, TextField } from '../../common/fields.js';
import { SearchField, type Sort, SortField } from '../../common/list-query.js';
import { PageQuery } from '../../common/paging.js';
import { LIMITS } from '../../common/limits.js';

const TEMPLATE_SORTS = ['name', 'created_at', 'updated_at'] as const;
export type TemplateSort = (typeof TEMPLATE_SORTS)[number];

const CATEGORY_SORTS = ['startup_order', 'name', 'display_name', 'created_at', 'updated_at'] as const;
export type CategorySort = (typeof CATEGORY_SORTS)[number];

export class ListTemplates extends PageQuery {
  @TextField({ description: 'Name of the category.', min: 1, max: LIMITS.name, optional: true })
  category?: string;

  @SearchField('the name, the description or the image')
  search?: string;

  @BooleanField({ description: 'Only enabled ones, or only disabled ones.', optional: true })
  @FromQuery()
  enabled?: boolean;

  @SortField(TEMPLATE_SORTS, 'by name')
  sort?: Sort<TemplateSort>;

  @ChoiceField({
    description: 'facets: each template with its items and dependencies, as when it is read alone.',
    among: ['facets'],
    optional: true,
  })
  include?: 'facets';
}

export class ListCategories extends PageQuery {
  @SortField(CATEGORY_SORTS, 'by startup order, then name')
  sort?: Sort<CategorySort>;
}
