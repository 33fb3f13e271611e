import { escapePointer } from '../common/json-pointer.js';
import { keysOf, type OptionSpec } from '../facets/options.js';
import { type Place, plainSecrets } from '../secret-detection/plain-secrets.js';
import { tellsSecret } from '../secret-detection/secret-names.js';
import { byInstance, type Finding, involved } from './finding.js';

/** A live instance with what it says where nothing can be sealed. */
export interface TellingInstance {
  instance_id: string;
  enabled: boolean;
  command: string | null;
  health_test: string | null;
  options: OptionSpec[];
}

interface OfInstance {
  instance_id: string;
}
export type LabelInEffect = OfInstance & { key: string; value: string };
export type FileInEffect = OfInstance & { file_path: string; content: string };
/** A variable of the stack that is no secret. */
export interface PlainVariable {
  key: string;
  value: string;
}

/** What the enabled instances of a stack have in effect; of the files those that may hold a secret. */
export interface Telling {
  instances: readonly TellingInstance[];
  labels: readonly LabelInEffect[];
  files: readonly FileInEffect[];
}

/** Variables of a stack that are called like secrets and are none. Pure. */
export function plainVariableFindings(stack: string, variables: readonly PlainVariable[]): Finding[] {
  return variables
    .filter(({ key, value }) => tellsSecret(key, value))
    .map(({ key }) => ({
      ...{ kind: 'secret-detected', severity: 'warning', subject: `/variables/${key}` },
      message: `The variable ${key} is called like a secret, and its value is stored and shown in the clear.`,
      ...involved(stack, []),
      suggestion: { text: `Say that it is a secret, with PATCH /stacks/${stack}/variables.`, request: null },
    }));
}

const ADVICE = 'Move the value into a secret variable, and name the variable there.';

/** What looks like a secret and stands where nothing can be sealed: the place only, never the value. Pure, linear. */
export function plainSecretFindings(stack: string, { instances, labels, files }: Telling): Finding[] {
  const labelsOf = byInstance(labels);
  const filesOf = byInstance(files);
  return instances
    .filter(({ enabled }) => enabled)
    .flatMap((instance) => {
      const { instance_id, command, health_test, options } = instance;
      const own = { labels: labelsOf.get(instance_id) ?? [], config_files: filesOf.get(instance_id) ?? [] };
      return plainSecrets({ command, health_test, options: keysOf(options), ...own }).map((place): Finding => {
        const subject = subjectOf(place, own);
        return {
          kind: 'secret-detected',
          severity: 'warning',
          subject,
          message: `${subject} of ${instance_id} looks like it holds a secret, which cannot be sealed there.`,
          ...involved(stack, [instance_id]),
          suggestion: { text: ADVICE, request: null },
        };
      });
    });
}

function subjectOf(
  { part, path }: Place,
  own: { labels: readonly LabelInEffect[]; config_files: readonly FileInEffect[] },
) {
  const [first] = path;
  const words = {
    command: () => ['command'],
    health_test: () => ['healthcheck', 'test'],
    labels: () => ['labels', own.labels[Number(first)]?.key ?? ''],
    config_files: () => ['files', own.config_files[Number(first)]?.file_path ?? ''],
    options: () => ['options', ...path],
  }[part]();
  return words.map((word) => `/${escapePointer(String(word))}`).join('');
}
