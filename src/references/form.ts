import type { Resolution } from './resolution.js';

/** A text and what it came to: as a whole, or of a command in exec form word by word, so that no value breaks the form. */
export interface ResolvedForm {
  resolutions: readonly Resolution[];
  /** The text again, with what each resolution is written as. */
  write: (written: (resolution: Resolution) => string) => string;
}

/** @param words those of the exec form; undefined where the text is resolved as a whole */
export function resolveForm(
  text: string,
  words: readonly string[] | undefined,
  resolve: (text: string) => Resolution,
): ResolvedForm {
  const resolutions = (words ?? [text]).map(resolve);
  return {
    resolutions,
    write: (written) => {
      const parts = resolutions.map(written);
      return words ? JSON.stringify(parts) : (parts[0] ?? '');
    },
  };
}
