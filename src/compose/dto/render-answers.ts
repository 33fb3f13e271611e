import { Shown } from '../../common/answer.js';
import type { Loss, Rendered } from '../../render/resolved.js';

export class LossAnswer implements Loss {
  @Shown('Name of the instance.', 'shop')
  instance_id!: string;

  @Shown(
    'JSON pointer into the effective config of the instance; an option stands there by its key: /options/deploy/replicas.',
    '/options/links',
  )
  where!: string;

  @Shown('Name of the matter.', 'option-left-out')
  code!: string;

  @Shown('The same in words.', 'leads to services by names that the stack does not have; left out')
  message!: string;
}

/** One of several files that are used together. */
export class RenderedFile {
  @Shown('Name of the file.', 'compose.override.yaml')
  name!: string;

  @Shown('Its text.', 'services:\n  db:\n    image: postgres:16.6\n')
  content!: string;
}

export class RenderedFiles {
  @Shown('The files, in the order in which Compose takes them.', undefined, { type: [RenderedFile] })
  files!: RenderedFile[];
}

export class RenderReport implements Rendered {
  @Shown('What the documents are for.', 'compose')
  target!: string;

  @Shown('The documents as plain values.', [{ name: 'shop', services: { db: { image: 'postgres:17.2' } } }], {
    type: 'array',
    items: { type: 'object', additionalProperties: true },
  })
  documents!: object[];

  @Shown('What the documents could not take along.', undefined, { type: [LossAnswer] })
  losses!: LossAnswer[];

  @Shown('With `split`: the texts of the files.', undefined, { type: [RenderedFile], required: false })
  files?: RenderedFile[];
}

/** A variable that a render refers to for a secret. */
export class SecretVariable {
  @Shown('Name of the variable in the render.', 'DB_POSTGRES_PASSWORD')
  name!: string;

  @Shown('Name of the instance; null where it is a variable of the stack.', 'db', { type: 'string', nullable: true })
  instance_id!: string | null;

  @Shown('Name of the variable in the container.', 'POSTGRES_PASSWORD')
  key!: string;

  @Shown('The real value, where it was asked for and there is one.', 'hunter2', { required: false })
  value?: string;
}
