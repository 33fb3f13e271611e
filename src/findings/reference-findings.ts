import type { StackText } from '../effective/effective.service.js';
import { type Finding, type FindingKind, involved, type Severity, type Suggestion } from './finding.js';

type Problem = StackText['problems'][number];

interface Told {
  kind: FindingKind;
  severity: Severity;
  advice: string;
}

const TOLD: Record<Problem['code'], Told> = {
  'reference-unresolved': {
    ...{ kind: 'reference-unresolved', severity: 'error' },
    advice: 'Refer to something that is there, or add what is meant; until then a rendered file asks for the value.',
  },
  'reference-too-long': {
    ...{ kind: 'reference-unresolved', severity: 'error' },
    advice: 'Refer to shorter texts.',
  },
  'reference-cycle': {
    ...{ kind: 'reference-cycle', severity: 'error' },
    advice: 'Give one of them a value of its own.',
  },
  'variable-without-value': {
    ...{ kind: 'variable-without-value', severity: 'warning' },
    advice: 'Give it a value; until then a rendered file asks for it.',
  },
  'secret-exposed': {
    ...{ kind: 'secret-exposed', severity: 'error' },
    advice:
      'Put it into an env var or a config file and refer to that inside the container; it is never filled in here.',
  },
  'reference-to-disabled': {
    ...{ kind: 'reference-to-disabled', severity: 'warning' },
    advice: 'Enable it, or refer to another one.',
  },
  'reference-not-read': {
    ...{ kind: 'reference-not-read', severity: 'warning' },
    advice:
      'Write the value itself, or $${{ where the text is meant as it is; docs/references.md says where references are read.',
  },
};

/** What keeps references of a stack from saying what they are meant to, one finding for each text and reason. Pure. */
export function referenceFindings(stack: string, texts: readonly StackText[]): Finding[] {
  const told = new Set<string>();
  return texts
    .filter(({ enabled }) => enabled)
    .flatMap((text) => text.problems.map((problem) => ({ text, problem })))
    .filter(({ text, problem }) => {
      const mark = markOf(text, problem);
      return !told.has(mark) && told.add(mark);
    })
    .map(({ text, problem }) => findingOf(stack, text, problem));
}

/** A way round is told once, wherever it is met. */
function markOf({ instance_id, place }: StackText, { code, path, message }: Problem): string {
  const where = path.length > 0 ? [...new Set(path)].toSorted() : [instance_id, place, message];
  return JSON.stringify([code, where]);
}

function findingOf(stack: string, { instance_id, place }: StackText, problem: Problem): Finding {
  const { kind, severity, advice } = TOLD[problem.code];
  const owner = instance_id ?? `the stack ${stack}`;
  const others = problem.path.map((step) => step.split('.')[0] ?? '').filter((name) => name !== 'vars');
  const own = [instance_id ?? [], problem.disabled ?? [], others].flat();
  const message = `${place} of ${owner}: ${problem.message}.`;
  return {
    kind,
    severity,
    subject: place,
    message,
    ...involved(stack, own),
    suggestion: suggest(stack, advice, problem),
  };
}

function suggest(stack: string, text: string, { disabled }: Problem): Suggestion {
  if (disabled === undefined) return { text, request: null };
  const path = `/stacks/${stack}/instances/${disabled}`;
  return { text, request: { method: 'PUT', path, body: { enabled: true } } };
}
