import { InvalidInput } from '../../common/errors.js';
import { Budget } from '../budget.js';
import type { EntryLimit } from '../entry-limit.js';
import type { ParseWarning } from '../parsed.js';
import { type ReadYaml, readYaml } from '../yaml-text.js';
import { LIMITS } from '../../common/limits.js';
import { parseEnvText } from '../env-text.js';
import { envFileValues } from './env-files.js';
import type { FileSet, SetFile } from './file-set.js';
import { placedIn } from './placed.js';

/** What reading a set of files has in common: every file is read once, and all together cost no more than one may. */
export class SetReading {
  readonly warnings: ParseWarning[] = [];
  /** For what merging makes of the files. */
  readonly merged = new Budget();
  private readonly budget = new Budget();
  private includes = 0;
  private readonly documents = new Map<SetFile, ReadYaml>();

  /**
   * @param known values of variables that count everywhere: in paths, and before what a single file says
   * @param project the folder from which paths of the result lead
   */
  constructor(
    readonly files: FileSet,
    readonly known: ReadonlyMap<string, string>,
    readonly project: string,
    private readonly limit: EntryLimit,
  ) {}

  document(file: SetFile): ReadYaml {
    const read = this.documents.get(file);
    if (read) return read;
    const { budget } = this;
    const document = placedIn(file, () =>
      readYaml(file.text, this.limit.key, this.limit, { file: file.field, budget }),
    );
    this.documents.set(file, document);
    this.warnings.push(...document.warnings.map((said) => ({ ...said, file: file.field })));
    return document;
  }

  /** What a file of variables says for the services that name it. */
  envValues(file: SetFile, raw: boolean): Map<string, string | null> {
    return placedIn(file, () => envFileValues(file.text, raw));
  }

  /** What a file of variables says for Compose files. */
  plainValues(file: SetFile): Map<string, string> {
    return placedIn(file, () => parseEnvText(file.text, this.known));
  }

  /** Counts an entry of `include`. */
  include({ file, where }: NamingPlace): void {
    this.includes += 1;
    if (this.includes > LIMITS.files)
      this.refuse(file, where, `is one of more than ${LIMITS.files} that are included in all`);
  }

  /** Refuses at a place of a file. */
  refuse(file: SetFile, where: string, reason: string): never {
    return placedIn(file, () => {
      throw InvalidInput.field(where, reason);
    });
  }
}

/** A place of a file that names another one. */
export interface NamingPlace {
  file: SetFile;
  context: Context;
  where: string;
}

/** Where a Compose file stands among those that led to it, and what it alone knows. */
export interface Context {
  /** The folder from which its paths lead. */
  folder: string;
  /** Values of its variables that only it knows. */
  own: ReadonlyMap<string, string>;
  /** The files that include it, the outermost first. */
  within: readonly SetFile[];
}
