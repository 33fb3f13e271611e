import { ApiProperty } from '@nestjs/swagger';
import { ListField, TextField } from '../../common/fields.js';
import { SentBackAs } from '../../common/read-only.js';
import { LIMITS } from '../../common/limits.js';
import { LinkAnswer } from './link-answers.js';
import { InstancePathParams } from '../../http/path-params.js';

const INSTANCE = { description: 'Name of the instance that is meant.', min: 1, max: LIMITS.name, example: 'db' };

export class BindLink {
  @TextField(INSTANCE)
  instance_id!: string;
}

/** One link, and the instance that it should lead to. What an answer says besides may come with it. */
@SentBackAs(LinkAnswer)
export class LinkBinding {
  @TextField({ description: 'What the template calls it.', min: 1, max: LIMITS.name, example: 'db' })
  link!: string;

  @TextField({ ...INSTANCE, optional: true })
  instance_id?: string;

  @TextField({
    ...INSTANCE,
    description:
      'The same as an answer says it; null where the link is not bound. Counts where instance_id is left out.',
    optional: true,
    nullable: true,
  })
  bound_to?: string | null;
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
