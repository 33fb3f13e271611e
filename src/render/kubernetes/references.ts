/**
 * A text that Kubernetes leaves as it is. In commands, probes and values of variables it takes `$(NAME)` for a reference
 * and `$$` for one `$`; it also breaks characters beyond ASCII that follow a single `$`.
 */
export function escapeReferences(text: string): string {
  return text.replace(/\$(?=[$(]|[^\0-\x7f])/g, () => '$$');
}
