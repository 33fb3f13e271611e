import type { Container } from 'kubernetes-types/core/v1.js';
import { textsOf } from '../../compose-file/option-values.js';
import { type Expressed, loss, type PartLoss } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { splitWords } from '../words.js';
import { readKey } from './options.js';
import { escapeReferences } from './references.js';

export const COMMAND_KEYS = ['command', 'entrypoint'];

type CommandLine = Pick<Container, 'command' | 'args'>;

const RESET = 'Kubernetes cannot reset what the image says; the image decides';
const OVERRULED = 'the command of the instance wins';

/**
 * Kubernetes calls the entrypoint `command` and the command `args`. An empty entrypoint resets the image's, so that the
 * command is the whole line; an empty command resets the image's, which an entrypoint does anyway.
 */
export function commandLine({ command, options }: ResolvedInstance): Expressed<CommandLine> {
  const entrypoint = readKey(options, 'entrypoint', wordsOf);
  const reset = readKey(options, 'command', wordsOf);
  const words = command === null ? undefined : wordsOf(command);
  const losses = [...entrypoint.losses, ...reset.losses];
  if (command !== null && words === undefined)
    losses.push(loss('command-unreadable', '/command', 'has a quote that is left open; left out'));
  const isGiven = entrypoint.value !== undefined && entrypoint.value.length > 0;
  losses.push(...resetLosses(entrypoint.value, reset.value, words, isGiven));
  const line = isGiven ? { command: entrypoint.value, args: words } : withoutEntrypoint(entrypoint.value, words);
  return { value: escapeLine(line), losses };
}

function withoutEntrypoint(entrypoint: string[] | undefined, words: string[] | undefined): CommandLine {
  return entrypoint === undefined ? { args: words } : { command: words };
}

function resetLosses(
  entrypoint: string[] | undefined,
  reset: string[] | undefined,
  words: string[] | undefined,
  isGiven: boolean,
): PartLoss[] {
  const emptied = entrypoint?.length === 0 && words === undefined;
  const overruled = reset !== undefined && (words !== undefined || reset.length > 0);
  const ignored = reset !== undefined && !overruled && !isGiven;
  return [
    ...(emptied ? [loss('entrypoint-not-reset', '/options/entrypoint', RESET)] : []),
    ...(overruled ? [loss('option-overruled', '/options/command', OVERRULED)] : []),
    ...(ignored ? [loss('command-not-reset', '/options/command', RESET)] : []),
  ];
}

function escapeLine({ command, args }: CommandLine): CommandLine {
  return {
    ...(command && { command: command.map(escapeReferences) }),
    ...(args && { args: args.map(escapeReferences) }),
  };
}

/** The words of a command, in either form. */
function wordsOf(value: unknown): string[] | undefined {
  return typeof value === 'string' ? splitWords(value) : textsOf(value);
}
