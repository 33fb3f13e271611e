import { Impossible, InvalidInput } from '../../common/errors.js';
import type { ImportStackInput } from '../stack-import.service.js';
import type { Snapshot } from './repository.js';

/** What was read, as an import takes it. An export says in its first key that it is one. */
export function inputOf({ content, env }: Snapshot, stack: string): ImportStackInput {
  const devarch = /^devarch:/m.test(content);
  const input = { format: devarch ? 'devarch' : 'compose', content, name: stack, mode: 'update' } as const;
  return devarch || env === undefined ? input : { ...input, env };
}

/** Runs the import of a file. What it refuses is told of that file at that commit, as nobody has sent it. */
export async function inFile<Result>({ file, commit }: Snapshot, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Impossible)) throw error;
    const errors = error.errors.map(({ pointer, ...rest }) => ({
      pointer: pointer.replace('/content', `/${file}`),
      ...rest,
    }));
    const reason = error.message.replaceAll('/content#', `${file}#`);
    throw new Impossible(`${file} at commit ${commit.slice(0, 12)} cannot be imported: ${reason}`, errors);
  }
}
