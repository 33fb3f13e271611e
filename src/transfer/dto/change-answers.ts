import { Shown } from '../../common/answer.js';
import type {
  ChangedItem,
  ConflictingItem,
  DroppedItem,
  ImportChanges,
  ItemPlace,
  KeptItem,
  ShownItems,
} from '../report.js';

const ITEMS = { type: 'array', items: { type: 'object', additionalProperties: true } } as const;
const NEWER = [{ key: 'LEVEL', value: 'info', is_secret: false, fingerprint: null }];
const OLDER = [{ key: 'LEVEL', value: 'warn', is_secret: false, fingerprint: null }];

class ItemPlaceAnswer implements ItemPlace {
  @Shown('Name of the instance; null of the stack itself, of its variables, and of templates.', 'web', {
    type: 'string',
    nullable: true,
  })
  instance_id!: string | null;

  @Shown(
    'What of it: a facet, settings, values (description, enabled), links, variables, stack, or instances for all of it.',
    'env_vars',
  )
  part!: string;

  @Shown('Which item.', 'LEVEL')
  key!: string;
}

class DroppedItemAnswer extends ItemPlaceAnswer implements DroppedItem {
  @Shown('What was there; what is or looks like a secret by its fingerprint, a long text by its digest.', OLDER, ITEMS)
  before!: ShownItems;
}

class KeptItemAnswer extends ItemPlaceAnswer implements KeptItem {
  @Shown('What is there, and stays; none where it is away, and stays so.', OLDER, ITEMS)
  mine!: ShownItems;

  @Shown('What the file has; none where it has nothing.', [], ITEMS)
  theirs!: ShownItems;
}

class ChangedItemAnswer extends ItemPlaceAnswer implements ChangedItem {
  @Shown('What was there; none where it is new.', OLDER, ITEMS)
  before!: ShownItems;

  @Shown('What the file has, and is there now.', NEWER, ITEMS)
  after!: ShownItems;
}

class ConflictingItemAnswer extends KeptItemAnswer implements ConflictingItem {
  @Shown('What the last import set; none where it set nothing.', [], ITEMS)
  base!: ShownItems;

  @Shown('Whose it is now.', 'mine', { enum: ['mine', 'theirs'] })
  taken!: 'mine' | 'theirs';
}

export class ImportChangesAnswer implements ImportChanges {
  @Shown('What goes away.', undefined, { type: [DroppedItemAnswer] })
  dropped!: DroppedItem[];

  @Shown('What stays although the file has it otherwise.', undefined, { type: [KeptItemAnswer] })
  kept!: KeptItem[];

  @Shown('What becomes as the file has it, of what was there before.', undefined, { type: [ChangedItemAnswer] })
  changed!: ChangedItem[];

  @Shown('What the file and somebody else both changed.', undefined, { type: [ConflictingItemAnswer] })
  conflicts!: ConflictingItem[];
}
