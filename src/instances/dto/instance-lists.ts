import { FromQuery } from '../../common/conversions.js';
import { BooleanField, TextField } from '../../common/fields.js';
import { SearchField, type Sort, SortField } from '../../common/list-query.js';
import { PageQuery } from '../../common/paging.js';
import { LIMITS } from '../../common/limits.js';

const INSTANCE_SORTS = ['created_at', 'updated_at', 'instance_id', 'template_name', 'container_name'] as const;
export type InstanceSort = (typeof INSTANCE_SORTS)[number];

const ALL_INSTANCES_SORTS = [...INSTANCE_SORTS, 'stack_name'] as const;
export type AllInstancesSort = (typeof ALL_INSTANCES_SORTS)[number];

const TRASHED_INSTANCE_SORTS = ['deleted_at', ...INSTANCE_SORTS] as const;
export type TrashedInstanceSort = (typeof TRASHED_INSTANCE_SORTS)[number];

class InstanceFilters extends PageQuery {
  @SearchField('the name, the description or the container name')
  search?: string;

  @BooleanField({ description: 'Only enabled ones, or only disabled ones.', optional: true })
  @FromQuery()
  enabled?: boolean;

  @TextField({ description: 'Name of the template.', min: 1, max: LIMITS.name, optional: true })
  template?: string;
}

export class ListInstances extends InstanceFilters {
  @SortField(INSTANCE_SORTS, 'in the order in which they were created')
  sort?: Sort<InstanceSort>;
}

export class ListAllInstances extends InstanceFilters {
  @TextField({ description: 'Name of the stack.', min: 1, max: LIMITS.name, optional: true })
  stack?: string;

  @SortField(ALL_INSTANCES_SORTS, 'in the order in which they were created')
  sort?: Sort<AllInstancesSort>;
}

export class ListTrashedInstances extends PageQuery {
  @SortField(TRASHED_INSTANCE_SORTS, 'newest first')
  sort?: Sort<TrashedInstanceSort>;
}
