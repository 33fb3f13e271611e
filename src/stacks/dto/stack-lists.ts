import { FromQuery } from '../../common/conversions.js';
import { BooleanField } from '../../common/fields.js';
import { SearchField, type Sort, SortField } from '../../common/list-query.js';
import { PageQuery } from '../../common/paging.js';

const STACK_SORTS = ['name', 'created_at', 'updated_at'] as const;
export type StackSort = (typeof STACK_SORTS)[number];

const TRASHED_STACK_SORTS = ['deleted_at', ...STACK_SORTS] as const;
export type TrashedStackSort = (typeof TRASHED_STACK_SORTS)[number];

export class ListStacks extends PageQuery {
  @SearchField('the name or the description')
  search?: string;

  @BooleanField({ description: 'Only enabled ones, or only disabled ones.', optional: true })
  @FromQuery()
  enabled?: boolean;

  @SortField(STACK_SORTS, 'by name')
  sort?: Sort<StackSort>;
}

export class ListTrashedStacks extends PageQuery {
  @SortField(TRASHED_STACK_SORTS, 'newest first')
  sort?: Sort<TrashedStackSort>;
}
