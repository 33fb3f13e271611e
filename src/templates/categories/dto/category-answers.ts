import { Shown } from '../../../common/answer.js';

export class CategoryAnswer {
  @Shown('Number of the category; it never changes.', 1)
  id!: number;

  @Shown('Name.', 'database')
  name!: string;

  @Shown('Name for people.', 'Databases')
  display_name!: string;

  @Shown('Colour as #rrggbb; null for none.', '#2f6fb3', { type: 'string', nullable: true })
  color!: string | null;

  @Shown('Templates of a lower one start first.', 10)
  startup_order!: number;

  @Shown('Templates in it.', 9)
  service_count!: number;

  @Shown('When it was created.', '2026-01-31T09:30:00.000000Z', { format: 'date-time' })
  created_at!: string;

  @Shown('When it last changed.', '2026-01-31T09:31:00.000000Z', { format: 'date-time' })
  updated_at!: string;
}
