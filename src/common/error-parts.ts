/** What systems below say of a failure beside its message: Node of a file, PostgreSQL of a statement. */
export interface ErrorParts {
  code?: unknown;
  severity?: unknown;
  routine?: unknown;
}

/** The parts of anything that was thrown; nothing of what is no object. */
export function partsOf(error: unknown): ErrorParts {
  return typeof error === 'object' && error !== null ? error : {};
}
