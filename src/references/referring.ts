import { addCheck } from '../common/field-registry.js';
import { isObject, type TextRule } from '../common/fields.js';
import type { PlacedAttribute } from './scope.js';
import { malformedIn, withStandIns } from './text.js';

/** How a text refers, and is referred to. */
export interface Refers {
  /** It is a command line, which may have the form of a JSON array. */
  is_command?: boolean;
  /** Whoever may look at a container sees it, so that a secret has no place in it. */
  is_seen?: boolean;
  /** What others call it that refer to it. */
  attribute?: PlacedAttribute;
}

/** The property of a class whose text may refer to others. */
export interface ReferringColumn extends Refers {
  column: string;
  /** The property that has to be true for that; always where there is none. */
  only_if?: string | undefined;
}

const REFERRING = Symbol('referring column');

/** A text that may refer to others; one with a reference that cannot be read is refused, with the place in it. */
export function Referring(options: Omit<ReferringColumn, 'column'> = {}): PropertyDecorator {
  const { only_if } = options;
  return (target, property) => {
    const column = String(property);
    const reads = (owner?: object) => only_if === undefined || (isObject(owner) && owner[only_if] === true);
    addCheck(target, column, {
      skipped: (value, owner) => typeof value !== 'string' || !reads(owner),
      test: (value) => malformedIn(String(value)) === undefined,
      message: (value) => messageOf(String(value)),
    });
    Reflect.defineMetadata(REFERRING, { ...options, column } satisfies ReferringColumn, target);
  };
}

function messageOf(text: string): string {
  const { why = '', at = 0 } = malformedIn(text) ?? {};
  return `must be a text whose references can be read; the one at character ${at + 1} cannot: ${why}. A text that is no reference is written $\${{`;
}

/** What of a class may refer; undefined where nothing may. */
export function referringColumn(type: new () => object): ReferringColumn | undefined {
  const found: ReferringColumn | undefined = Reflect.getMetadata(REFERRING, type.prototype as object);
  return found;
}

/** A rule for what stands beside references; each of them counts as a letter. */
export function besideReferences(rule: TextRule): TextRule {
  return { ...rule, test: (value) => rule.test(withStandIns(value, 'x')) };
}
