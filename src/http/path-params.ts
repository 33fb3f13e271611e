import { ApiProperty } from '@nestjs/swagger';
import type { InstancePath } from '../model/lookup.js';

/** The names in a path, for handlers and for the API document. A name that breaks the rules is simply not found. */
export class StackPathParams {
  @ApiProperty({ description: 'Name of the stack.', example: 'shop' })
  stack!: string;
}

export class InstancePathParams extends StackPathParams implements InstancePath {
  @ApiProperty({ description: 'Name of the instance within the stack.', example: 'db' })
  instance!: string;
}

export class TemplatePathParams {
  @ApiProperty({ description: 'Name of the template.', example: 'postgres' })
  template!: string;
}
