import { ApiProperty } from '@nestjs/swagger';

/** The name in a path. A name that breaks the rules is simply not found. */
export class CategoryPathParams {
  @ApiProperty({ description: 'Name of the category.', example: 'database' })
  category!: string;
}
