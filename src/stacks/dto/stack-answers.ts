import { Shown } from '../../common/answer.js';

export class StackAnswer {
  @Shown('Number of the stack; it never changes.', 1)
  id!: number;

  @Shown('Name of the stack.', 'shop')
  name!: string;

  @Shown('Free text.', 'The shop and what it needs')
  description!: string;

  @Shown('Network that its containers share.', 'devarch-shop-net')
  network_name!: string;

  @Shown('Whether the stack is in use.', true)
  enabled!: boolean;

  @Shown('Live instances.', 3)
  instance_count!: number;

  @Shown('Live instances that are enabled.', 2)
  enabled_count!: number;

  @Shown('Overrides of its live instances, of every facet.', 5)
  override_count!: number;

  @Shown('Variables that its instances share.', 2)
  variable_count!: number;

  @Shown('When it was created.', '2026-01-31T09:30:00.000000Z', { format: 'date-time' })
  created_at!: string;

  @Shown('When it last changed.', '2026-01-31T09:31:00.000000Z', { format: 'date-time' })
  updated_at!: string;
}

export class TrashedStack extends StackAnswer {
  @Shown('When it was deleted. Its counts are of the instances that went with it.', '2026-02-01T12:00:00.000000Z', {
    format: 'date-time',
  })
  deleted_at!: string;
}

export class StackDeletePreview {
  @Shown('Name of the stack.', 'shop')
  stack_name!: string;

  @Shown('Live instances that go to the trash with it.', 2)
  instance_count!: number;

  @Shown('Their containers, in the order of creation.', ['devarch-shop-db', 'devarch-shop-queue'])
  container_names!: string[];

  @Shown('Their overrides.', 5)
  override_count!: number;

  @Shown('Its variables.', 2)
  variable_count!: number;
}
