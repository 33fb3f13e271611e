import { Shown } from '../../common/answer.js';
import { RESOLVED_BY, type ResolvedBy } from '../../references/links.js';

/** A text that goes back to an instance. */
export class Dependant {
  @Shown('The instance that has it; null of a variable of the stack.', 'sso', { type: 'string', nullable: true })
  instance_id!: string | null;

  @Shown('Where it stands, as JSON pointer.', '/env-vars/KC_DB_URL')
  place!: string;

  @Shown('The text that is stored.', 'jdbc:postgresql://${{ postgres.host }}:5432/shop')
  expression!: string;

  @Shown('What it refers to on the way to the instance, the nearest first; nothing where it refers to it itself.', [], {
    type: [String],
  })
  through!: string[];
}

/** A link that leads to an instance. */
export class LinkedFrom {
  @Shown('The instance whose link it is.', 'sso')
  instance_id!: string;

  @Shown('What its template calls it.', 'postgres')
  link!: string;

  @Shown('Why it leads there.', 'only_candidate', { enum: [...RESOLVED_BY] })
  by!: ResolvedBy;
}

/** Who goes by an instance. */
export class Dependants {
  @Shown('Name of the instance.', 'db')
  instance_id!: string;

  @Shown('Texts of other instances and of the stack that refer to it, directly or through others.', undefined, {
    type: [Dependant],
  })
  referred_by!: Dependant[];

  @Shown('Links of other instances that lead to it.', undefined, { type: [LinkedFrom] })
  linked_by!: LinkedFrom[];
}
