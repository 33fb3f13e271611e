import { readReference } from '../references/reference.js';
import { escapeReferences, withStandIns } from '../references/text.js';
import { holdsSecret } from '../secret-detection/secret-values.js';
import type { FileVariables } from './file-variables.js';
import { warnOfDollars } from './interpolation.js';
import { takeReferences, variableReference } from './literal-references.js';
import { below, type ParseWarning, warning } from './parsed.js';
import { type FilePath, isEnvironment } from './variable-places.js';
import { composeParts, composeText, plainOf, type VariableUse } from './variable-text.js';

/** What is said of variables that are no references; behind the names of them. */
const MESSAGES = {
  'variable-filled-in': 'filled in with the value known now, as this place cannot follow a later change',
  'variable-unknown':
    'not known here, and this place takes no reference: the text stays; give a value in variables or env',
  'variable-secret':
    'a secret, which is not stored in the clear here: the text stays, and has to be filled in where it runs',
  'variable-form-lost': 'not known here, so what would stand there if it were set is left out',
} as const;

type Code = keyof typeof MESSAGES;

/** Writes texts of a file anew, with something in the place of each variable, and says what is no reference. */
export class VariableWriter {
  private notes = new Map<Code, Set<string>>();

  constructor(
    private readonly variables: FileVariables,
    private readonly refers: boolean,
    private readonly warnings: ParseWarning[],
  ) {}

  /** A text that takes no references. */
  fill(text: string, path: FilePath): string {
    return this.noting(path, () => this.filled(text));
  }

  /** A text that takes references. What is a secret in the clear besides could not be sealed then: its variables are filled in. */
  refer(text: string, path: FilePath): string {
    const parts = composeParts(text);
    if (!parts.some((part) => 'name' in part) && !plainOf(text).includes('${{')) return text;
    this.warnings.push(...warnOfDollars(text, below('', ...path)));
    return this.noting(path, () => {
      const sealed =
        this.refers && this.variables.source.detect && isEnvironment(path) ? this.sealable(text) : undefined;
      return sealed ?? this.referring(text, composeText);
    });
  }

  /** A text in which Compose fills in variables: `$$` stays as it is. Without a stack nothing is known of them. */
  referInTemplate(text: string, path: FilePath): string {
    if (!this.refers || !composeParts(text).some((part) => 'name' in part)) return text;
    this.warnings.push(...warnOfDollars(text, below('', ...path)));
    return this.noting(path, () => {
      const parts = composeParts(text).map((part) => {
        return 'text' in part ? takeEscaped(part.text) : this.use(part, '', (reference) => reference);
      });
      return parts.join('');
    });
  }

  private filled(text: string): string {
    return composeParts(text)
      .map((part) => {
        if ('text' in part) return part.text;
        const value = this.value(part);
        return value === undefined ? part.written : composeText(value);
      })
      .join('');
  }

  /** The text without any reference, where it holds a secret beside its variables and all of them are known. */
  private sealable(text: string): string | undefined {
    const uses = composeParts(text).flatMap((part) => ('name' in part ? [part] : []));
    const beside = composeParts(text).map((part) => ('text' in part ? plainOf(part.text) : ''));
    if (uses.length === 0 || !holdsSecret(withStandIns(takeReferences(beside.join('')), ''))) return undefined;
    const value = this.variables.fill(text);
    if (value === undefined) return undefined;
    for (const { name } of uses) this.note('variable-filled-in', name);
    return composeText(escapeReferences(value));
  }

  /** A text as Compose writes it, with references as `written` has them. */
  private referring(text: string, written: (reference: string) => string): string {
    let done = '';
    for (const part of composeParts(text)) {
      done += 'text' in part ? composeText(takeReferences(plainOf(part.text))) : this.use(part, done, written);
    }
    return done;
  }

  /** @param before what stands before it: behind a `$` nothing can refer */
  private use(use: VariableUse, before: string, written: (reference: string) => string): string {
    const { name, form, other } = use;
    if (form === '+') {
      const taken = this.variables.alternative(use);
      this.note(taken === undefined ? 'variable-form-lost' : 'variable-filled-in', name);
      return this.referring(taken ?? '', written);
    }
    if (this.variables.takesDefault(use)) {
      this.note('variable-filled-in', name);
      return this.referring(other, written);
    }
    if (this.refers && !before.endsWith('$')) return written(variableReference(name, this.variables.source));
    const value = this.variables.valueOf(use);
    this.note(value === undefined ? 'variable-unknown' : 'variable-filled-in', name);
    return value === undefined ? use.written : composeText(escapeReferences(value));
  }

  private value(use: VariableUse): string | undefined {
    if (use.form === '+' && this.variables.alternative(use) === undefined) {
      this.note('variable-form-lost', use.name);
      return '';
    }
    const secret = this.variables.isSecret(use.name);
    const value = secret ? undefined : this.variables.valueOf(use);
    this.note(secret ? 'variable-secret' : value === undefined ? 'variable-unknown' : 'variable-filled-in', use.name);
    return value;
  }

  private note(code: Code, name: string): void {
    const names = this.notes.get(code) ?? new Set();
    this.notes.set(code, names.add(name));
  }

  private noting(path: FilePath, work: () => string): string {
    this.notes = new Map();
    const text = work();
    for (const [code, names] of this.notes) {
      const list = [...names].slice(0, 10).join(', ');
      const message = `${list} ${names.size === 1 ? 'is' : 'are'} ${MESSAGES[code]}`;
      this.warnings.push(warning(code, below('', ...path), message));
    }
    return text;
  }
}

/** A text of a template in which what reads as a reference, written as Compose writes it, is one. */
function takeEscaped(text: string): string {
  return text.replace(/(\$?)\$\$\{\{([^{}]*)\}\}/g, (whole, before: string, inner: string) => {
    return before === '' && typeof readReference(inner) !== 'string' ? whole.slice(1) : whole;
  });
}
