import { Normalised } from '../../../common/conversions.js';
import { IntegerField, TextField, type TextRule } from '../../../common/fields.js';
import { LIMITS } from '../../../common/limits.js';
import { SentBackAs } from '../../../common/read-only.js';
import { NameField } from '../../../model/names.js';
import { CategoryAnswer } from './category-answers.js';

const colorRule: TextRule = {
  allowed: 'a colour as #rrggbb',
  test: (value) => /^#[0-9a-f]{6}$/.test(value),
  schema: { pattern: '^#[0-9a-fA-F]{6}$' },
};

const FIELDS = {
  name: { description: 'Name of the category.', example: 'tools' },
  display_name: { description: 'Name for people.', max: LIMITS.display_name, example: 'Databases' },
  color: { description: 'Colour, stored in lower case; null for none.', max: 7, rule: colorRule, example: '#2f6fb3' },
  startup_order: {
    description: 'Templates of a lower one start first; also the order of the list.',
    min: 0,
    max: 1_000_000,
    example: 10,
  },
};

const lowerCase = (value: string) => value.toLowerCase();

export class CreateCategory {
  @NameField(FIELDS.name)
  name!: string;

  @TextField(FIELDS.display_name)
  display_name: string = '';

  @TextField(FIELDS.color)
  @Normalised(lowerCase)
  color: string | null = null;

  @IntegerField(FIELDS.startup_order)
  startup_order: number = 0;
}

/** What is left out stays as it is. */
@SentBackAs(CategoryAnswer)
export class UpdateCategory {
  @NameField({ ...FIELDS.name, optional: true })
  name?: string;

  @TextField({ ...FIELDS.display_name, optional: true })
  display_name?: string;

  @TextField({ ...FIELDS.color, optional: true, nullable: true })
  @Normalised(lowerCase)
  color?: string | null;

  @IntegerField({ ...FIELDS.startup_order, optional: true })
  startup_order?: number;
}
