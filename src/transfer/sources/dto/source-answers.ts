import { Shown } from '../../../common/answer.js';
import { SOURCE_STATES } from '../../../model/git-source.entity.js';
import { StackImportAnswer } from '../../dto/import-answers.js';

const TEXT = { type: 'string', nullable: true } as const;
const TIME = { ...TEXT, format: 'date-time' };
const COMMIT = '9f3c1e5a7b2d4c6e8f0a1b3c5d7e9f1a2b4c6d8e';

/** What a sync did, or would do. */
export class SyncAnswer {
  @Shown('The commit that was read.', COMMIT)
  commit!: string;

  @Shown('The file of it, within the repository.', 'deploy/compose.yaml')
  file!: string;

  @Shown('What the import of that file says, as `importStack` does.', undefined, { type: StackImportAnswer })
  report!: StackImportAnswer;
}

/** The source of a stack, and how it is. */
export class SourceAnswer {
  @Shown('Address of the repository.', 'https://git.example.com/shop.git')
  url!: string;

  @Shown('Branch or tag; null for HEAD.', 'main', TEXT)
  ref!: string | null;

  @Shown('File or folder within it; empty for the repository itself.', 'deploy')
  path!: string;

  @Shown('Seconds between two looks; null for none.', 300, { type: 'integer', nullable: true })
  interval_seconds!: number | null;

  @Shown('Who reads it, where there is a token.', 'git')
  username!: string;

  @Shown('`***` where there is one.', null, TEXT)
  token!: string | null;

  @Shown('`***` where there is one.', '***', TEXT)
  secret!: string | null;

  @Shown('How the last attempt ended; never before the first one.', 'synced', { enum: SOURCE_STATES })
  state!: (typeof SOURCE_STATES)[number];

  @Shown('The commit that the stack was last brought up to.', COMMIT, TEXT)
  last_commit!: string | null;

  @Shown('When somebody last began to read it.', '2026-01-31T09:31:00.000000Z', TIME)
  last_checked_at!: string | null;

  @Shown('When the stack was last brought up to it.', '2026-01-31T09:31:00.000000Z', TIME)
  last_synced_at!: string | null;

  @Shown('Why the last attempt failed.', null, TEXT)
  error!: string | null;

  @Shown('When it was given.', '2026-01-31T09:30:00.000000Z', { format: 'date-time' })
  created_at!: string;

  @Shown('When it was last changed, or read.', '2026-01-31T09:31:00.000000Z', { format: 'date-time' })
  updated_at!: string;

  @Shown('What a sync would do now; null unless `check=true`.', null, {
    oneOf: [{ $ref: '#/components/schemas/SyncAnswer' }, { type: 'null' }],
  })
  pending!: SyncAnswer | null;
}
