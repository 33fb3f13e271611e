import { ApiProperty } from '@nestjs/swagger';

/** The names in a path. A name that breaks the rules is simply not found. */
export class TemplatePathParams {
  @ApiProperty({ description: 'Name of the template.', example: 'postgres' })
  template!: string;
}

export class CategoryPathParams {
  @ApiProperty({ description: 'Name of the category.', example: 'database' })
  category!: string;
}
