import { writeText } from '../marks.js';

/**
 * A text that Kubernetes leaves as it is. In commands, probes and values of variables it takes `$(NAME)` for a reference
 * and `$$` for one `$`; it also breaks characters beyond ASCII that follow a single `$`. A secret is such a reference; what nobody has said is empty.
 */
export function escapeReferences(text: string): string {
  return writeText(
    text,
    (plain) => plain.replace(/\$(?=[$(]|[^\0-\x7f])/g, () => '$$'),
    (mark) => {
      if ('dollar' in mark) return '$';
      return 'secret' in mark ? `$(${secretVariable(mark.secret)})` : '';
    },
  );
}

/** The variable of a container that holds a secret which stands within other texts. */
export function secretVariable(secret: string): string {
  return `DEVARCH_SECRET_${secret}`;
}
