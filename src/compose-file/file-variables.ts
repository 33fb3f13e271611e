import { withStandIns } from '../references/text.js';
import { holdsSecret } from '../secret-detection/secret-values.js';
import { soundsSecret, tellsSecret } from '../secret-detection/secret-names.js';
import { takeReferences, variableReference } from './literal-references.js';
import { type ComposePart, composeParts, plainOf, type VariableUse } from './variable-text.js';

/** A variable of a file as a stack has it: its value is an expression, null where it has none. */
export interface FileVariable {
  key: string;
  value: string | null;
  is_secret: boolean;
  description: string;
  /** The expression that the file gives it, whatever else is known; null where it gives none. */
  fallback: string | null;
  /** Where it stands first. */
  where: string;
}

/** What is known of a variable beside the file. */
export interface GivenVariable {
  /** An expression; null where there is none, or where it is a secret that is not shown. */
  value: string | null;
  is_secret: boolean;
  /** Whether it has a value, shown or not. */
  has_value: boolean;
}

export interface VariableSource {
  given: ReadonlyMap<string, GivenVariable>;
  /** Names under which secrets of instances are rendered: what refers to them, without braces. */
  secrets: ReadonlyMap<string, string>;
  /** Whether what looks like a secret becomes one. */
  detect: boolean;
}

export const NOTHING_GIVEN: VariableSource = { given: new Map(), secrets: new Map(), detect: false };

const MAX_DEPTH = 10;

/** The variables of one file: what each is, wherever it stands. */
export class FileVariables {
  private readonly found = new Map<string, { fallback: string | undefined; message: string; where: string }>();
  private readonly plains = new Map<string, string | undefined>();

  constructor(readonly source: VariableSource) {}

  /** Takes down a use of a variable; the answer says whether its default is another than the one that counts. */
  add(use: VariableUse, where: string, depth = 0): boolean {
    let differs = false;
    if (use.form !== '+' && !this.source.secrets.has(use.name)) {
      const entry = this.found.get(use.name) ?? { fallback: undefined, message: '', where };
      if (use.form === '?' && entry.message === '') entry.message = plainOf(use.other);
      if (use.form === '-') differs = entry.fallback !== undefined && entry.fallback !== use.other;
      if (use.form === '-') entry.fallback ??= use.other;
      this.found.set(use.name, entry);
    }
    if (depth >= MAX_DEPTH || use.form === '?') return differs;
    for (const part of composeParts(use.other)) if ('name' in part) this.add(part, where, depth + 1);
    return differs;
  }

  /** All of them, in the order of the file. */
  list(): FileVariable[] {
    return [...this.found].map(([key, { message, where }]) => {
      const is_secret = this.isSecret(key);
      const value = this.expression(key);
      const mixed = is_secret && value !== null && withStandIns(value, '') !== value && !isWhole(value);
      const known = mixed ? (this.plain(key) ?? null) : value;
      return { key, value: known, is_secret, description: message, fallback: this.fallback(key), where };
    });
  }

  /** The text that a variable stands for, which may refer to others; null where nobody says it. */
  private expression(name: string): string | null {
    const given = this.source.given.get(name);
    return given?.has_value === true ? given.value : this.fallback(name);
  }

  private fallback(name: string): string | null {
    const text = this.found.get(name)?.fallback;
    if (text === undefined) return null;
    return composeParts(text)
      .map((part) => this.expressionOf(part))
      .join('');
  }

  private expressionOf(part: ComposePart): string {
    if ('text' in part) return takeReferences(plainOf(part.text));
    return part.form === '+' ? (this.alternative(part) ?? '') : variableReference(part.name, this.source);
  }

  isSecret(name: string): boolean {
    const given = this.source.given.get(name);
    if (this.source.secrets.has(name) || given?.is_secret === true) return true;
    if (!this.source.detect || (given?.has_value === true && given.value === null)) return false;
    const value = this.plain(name);
    if (value === undefined || value === '') return soundsSecret(name);
    return holdsSecret(value) || tellsSecret(name, value);
  }

  /** The value where all of it is known here. */
  plain(name: string, depth = 0): string | undefined {
    if (this.plains.has(name)) return this.plains.get(name);
    const given = this.source.given.get(name);
    const fallback = this.found.get(name)?.fallback;
    let value: string | undefined;
    if (given?.has_value === true) value = given.value === null ? undefined : plainExpression(given.value);
    else if (fallback !== undefined && depth <= MAX_DEPTH) value = this.fill(fallback, depth + 1);
    this.plains.set(name, value);
    return value;
  }

  /** A text of Compose with everything filled in; undefined where something is not known. */
  fill(text: string, depth = 0): string | undefined {
    let filled = '';
    for (const part of composeParts(text)) {
      const value = 'text' in part ? plainOf(part.text) : this.valueOf(part, depth);
      if (value === undefined) return undefined;
      filled += value;
    }
    return filled;
  }

  /** What one use of a variable comes to. */
  valueOf(use: VariableUse, depth = 0): string | undefined {
    if (use.form === '+') {
      const other = this.alternative(use);
      return other === undefined ? undefined : this.fill(other, depth + 1);
    }
    const value = this.source.secrets.has(use.name) ? undefined : this.plain(use.name, depth);
    return this.takesDefault(use) ? this.fill(use.other, depth + 1) : value;
  }

  /** Whether an empty value makes this place take its own default. */
  takesDefault({ name, form, with_colon }: VariableUse): boolean {
    return form === '-' && with_colon && this.source.given.get(name)?.value === '';
  }

  /** The text that stands where a variable is set; undefined where nobody says whether it is. */
  alternative({ name, with_colon, other }: VariableUse): string | undefined {
    const given = this.source.given.get(name);
    if (given?.has_value !== true) return undefined;
    return with_colon && given.value === '' ? '' : other;
  }
}

/** An expression that refers to nothing, as what it says. */
function plainExpression(value: string): string | undefined {
  const text = withStandIns(value, '\0');
  return text.includes('\0') ? undefined : text;
}

function isWhole(value: string): boolean {
  return withStandIns(value, '') === '' && value !== '' && withStandIns(value, 'x') === 'x';
}
