import { isObject } from '../common/fields.js';
import { tellsSecret } from './secret-names.js';
import { commandHoldsSecret, fileHoldsSecret, holdsSecret } from './secret-values.js';

/** What a service says where nothing can be sealed. */
export interface Unsealable {
  command: string | null;
  health_test: string | null;
  labels: readonly { key: string; value: string }[];
  config_files: readonly { file_path: string; content: string }[];
  /** By their keys. */
  options: Readonly<Record<string, unknown>>;
}

/** Where something stands: the part of the service, and what leads to it from there. */
export interface Place {
  part: keyof Unsealable;
  /** Of a label or a file its number in the list; of an option its key, and what leads on from there. */
  path: (string | number)[];
}

/** The places of a service that hold what looks like a secret and cannot be sealed there. Pure, linear. */
export function plainSecrets({ command, health_test, labels, config_files, options }: Unsealable): Place[] {
  return [
    ...(command !== null && commandHoldsSecret(command) ? [{ part: 'command' as const, path: [] }] : []),
    ...(health_test !== null && commandHoldsSecret(health_test) ? [{ part: 'health_test' as const, path: [] }] : []),
    ...labels.flatMap(({ key, value }, index) =>
      isTold(key, value) ? [{ part: 'labels' as const, path: [index] }] : [],
    ),
    ...config_files.flatMap(({ content }, index) =>
      fileHoldsSecret(content) ? [{ part: 'config_files' as const, path: [index] }] : [],
    ),
    ...Object.entries(options).flatMap(([key, value]) =>
      pathsIn(key, value, [key]).map((path) => ({ part: 'options' as const, path })),
    ),
  ];
}

/** Whether a value is a secret by its looks or by its name. */
function isTold(name: string, value: string): boolean {
  return holdsSecret(value) || tellsSecret(name, value);
}

/** Places below a key of Compose: what it is called, and what it holds. */
function pathsIn(name: string, value: unknown, path: (string | number)[]): (string | number)[][] {
  if (typeof value === 'string') return isTold(name, value) || commandHoldsSecret(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => pathsIn('', item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => pathsIn(key, item, [...path, key]));
}
