import { ApiProperty } from '@nestjs/swagger';
import { ListField, TextField } from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';
import { InstancePathParams } from '../../http/path-params.js';

const INSTANCE = { description: 'Name of the instance that is meant.', min: 1, max: LIMITS.name, example: 'db' };

export class BindLink {
  @TextField(INSTANCE)
  instance_id!: string;
}

/** One link, and the instance that it should lead to. */
export class LinkBinding extends BindLink {
  @TextField({ description: 'What the template calls it.', min: 1, max: LIMITS.name, example: 'db' })
  link!: string;
}

/** All bindings of an instance: the links that are not named follow the names again. */
export class BindLinks {
  @ListField(() => LinkBinding, { description: 'The links that are bound.', max: LIMITS.dependencies })
  links!: LinkBinding[];
}

export class LinkPathParams extends InstancePathParams {
  @ApiProperty({ description: 'Name of the link in the template.', example: 'db' })
  link!: string;
}
