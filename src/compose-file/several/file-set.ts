import { posix } from 'node:path';
import { nearest } from '../../common/nearest.js';

/** One of several texts that belong together. */
export interface SetFile {
  /** Its path in the folder of all of them, normalised. */
  name: string;
  text: string;
  /** Pointer to the field of the request that has the text. */
  field: string;
}

/** Files that were given together: they may name one another, and nothing else. */
export class FileSet {
  private readonly files: ReadonlyMap<string, SetFile>;
  private readonly named = new Set<SetFile>();

  constructor(files: readonly SetFile[]) {
    this.files = new Map(files.map((file) => [file.name, file]));
  }

  /** The file that a path from a folder means; a reason in words where there is none. */
  find(folder: string, path: string): SetFile | string {
    const found = this.seek(folder, path);
    if (found) {
      this.named.add(found);
      return found;
    }
    if (isElsewhere(path)) return 'must be a path from the folder of the file, to one of the files that are given';
    const name = posix.join(folder, path);
    if (name.startsWith('..')) return 'leads out of the files that are given';
    const [closest] = nearest(name, this.files.keys());
    return `names ${name}, which is not among the files that are given${closest === undefined ? '' : `; did you mean ${closest}?`}`;
  }

  /** The same without counting as named. */
  seek(folder: string, path: string): SetFile | undefined {
    return isElsewhere(path) ? undefined : this.files.get(posix.join(folder, path));
  }

  /** Those that nothing has named. */
  unnamed(): SetFile[] {
    return [...this.files.values()].filter((file) => !this.named.has(file));
  }
}

/** A path of the host, an address, or one that only a shell understands. */
function isElsewhere(path: string): boolean {
  return path === '' || /^([/~\\]|[A-Za-z]:[\\/]|[a-z][a-z0-9+.-]*:|git@)/.test(path) || path.includes('\0');
}

/** The folder of a file, `.` for that of all of them. */
export function folderOf({ name }: SetFile): string {
  return posix.dirname(name);
}
